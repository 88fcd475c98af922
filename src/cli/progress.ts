import type { Progress } from '../train/index';

/** Seconds between lines where there is no terminal. */
const EVERY = 5;

/** A line of progress on a terminal, written over itself; elsewhere, such as in a log, a new line every few seconds. */
export class ProgressLine {
  #phase: Progress['phase'] | undefined;
  #began = 0;
  #said = -Infinity;

  /**
   * @param alone nothing is left of it on a terminal in the end
   * @param every seconds between lines where there is no terminal
   */
  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly alone = false,
    private readonly every = EVERY,
  ) {}

  show(progress: Progress): void {
    const now = performance.now() / 1000;
    const begins = progress.phase !== this.#phase;
    if (begins) this.#began = now;
    const seconds = now - this.#began;
    if (this.out.isTTY) {
      if (begins && this.#phase && !this.alone) this.out.write('\n');
      this.out.write(`\r\u001b[K${progressText(progress, seconds, this.out.columns)}`);
    } else if (begins || now - this.#said >= this.every) {
      this.#said = now;
      this.out.write(`${plainText(progress, seconds)}\n`);
    }
    this.#phase = progress.phase;
  }

  end(): void {
    if (this.out.isTTY && this.#phase) this.out.write(this.alone ? '\r\u001b[K' : '\n');
    this.#phase = undefined;
  }
}

/** For example `training ━━━━──── 1 234 / 10 000  loss 0.01234  1 min 20 s left`. */
export function progressText(progress: Progress, seconds: number, columns = 80): string {
  const { phase, done, of } = progress;
  const text = partsOf(progress, seconds).join('  ');
  const width = Math.max(8, Math.min(40, columns - text.length - phase.length - 4));
  const filled = Math.round((width * done) / of);
  return `${phase} ${'━'.repeat(filled)}${'─'.repeat(width - filled)} ${text}`;
}

/** For example `training: 1 234 / 10 000, loss 0.01234, 1 min 20 s left`. */
function plainText(progress: Progress, seconds: number): string {
  return `${progress.phase}: ${partsOf(progress, seconds).join(', ')}`;
}

/** How far, how good and how long. */
function partsOf({ done, of, loss }: Progress, seconds: number): string[] {
  const parts = [`${grouped(done)} / ${grouped(of)}`];
  if (Number.isFinite(loss)) parts.push(`loss ${loss.toPrecision(4)}`);
  if (done > 0 && done < of) parts.push(`${duration((seconds * (of - done)) / done)} left`);
  return parts;
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
