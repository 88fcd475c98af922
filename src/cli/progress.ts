import type { Progress } from '../train/index';

/** A line of progress on a terminal, written over itself; silent where there is no terminal. */
export class ProgressLine {
  #phase: Progress['phase'] | undefined;
  #began = 0;

  /** @param alone nothing is left of it in the end */
  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly alone = false,
  ) {}

  show(progress: Progress): void {
    if (!this.out.isTTY) return;
    if (progress.phase !== this.#phase) {
      if (this.#phase && !this.alone) this.out.write('\n');
      this.#phase = progress.phase;
      this.#began = performance.now();
    }
    const seconds = (performance.now() - this.#began) / 1000;
    this.out.write(`\r\u001b[K${progressText(progress, seconds, this.out.columns)}`);
  }

  end(): void {
    if (this.out.isTTY && this.#phase) this.out.write(this.alone ? '\r\u001b[K' : '\n');
    this.#phase = undefined;
  }
}

/** For example `training ━━━━──── 1 234 / 10 000  loss 0.01234  1 min 20 s left`. */
export function progressText(
  { phase, done, of, loss }: Progress,
  seconds: number,
  columns = 80,
): string {
  const parts = [`${grouped(done)} / ${grouped(of)}`];
  if (Number.isFinite(loss)) parts.push(`loss ${loss.toPrecision(4)}`);
  if (done > 0 && done < of) parts.push(`${duration((seconds * (of - done)) / done)} left`);
  const text = parts.join('  ');
  const width = Math.max(8, Math.min(40, columns - text.length - phase.length - 4));
  const filled = Math.round((width * done) / of);
  return `${phase} ${'━'.repeat(filled)}${'─'.repeat(width - filled)} ${text}`;
}

/** Thousands apart: `10 000`. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** Whole seconds, in words. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
