/** A median and the interval that holds it with 95 % confidence. */
export interface Interval {
  median: number;
  low: number;
  high: number;
}
