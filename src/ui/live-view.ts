import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LiveRun } from './live-run';
import { watchScreen } from './screen';

/** An element that shows live numbers. */
export interface LiveHost extends ReactiveControllerHost, Element {
  live: LiveRun | undefined;
}

/** Milliseconds between two drawings of what nobody sees now but may scroll to. */
const FAR = 1000;

/**
 * Draws an element from the live numbers: at most once a frame, not oftener than its interval, seldom while it is off
 * the screen, and once more after the last change, so that what stands is always the newest.
 */
export class LiveView implements ReactiveController {
  #live: LiveRun | undefined;
  #unsubscribe: (() => void) | undefined;
  #observer: IntersectionObserver | undefined;
  #stop: (() => void) | undefined;
  #near = false;
  #last = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param interval least milliseconds between two drawings; may depend on the experiment
   * @param far the same while off the screen; Infinity: never
   */
  constructor(
    private readonly host: LiveHost,
    private readonly draw: (live: LiveRun) => void,
    private readonly interval: () => number = () => 0,
    private readonly far: () => number = () => FAR,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer = new IntersectionObserver(
      (entries) => {
        this.#near = entries.some(({ isIntersecting }) => isIntersecting);
        if (this.#near) this.now();
      },
      { rootMargin: '200px' },
    );
    this.#observer.observe(this.host);
    this.#stop = watchScreen(this.now);
    this.#subscribe();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#stop?.();
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#live = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  hostUpdated(): void {
    this.#subscribe();
    this.now();
  }

  /** Draws in the next frame, whatever the interval. */
  readonly now = (): void => {
    this.#last = -Infinity;
    this.#live?.invalidate();
  };

  #subscribe(): void {
    if (this.#live === this.host.live && this.#unsubscribe) return;
    this.#unsubscribe?.();
    this.#live = this.host.live;
    this.#unsubscribe = this.#live?.subscribe((now) => this.#frame(now));
  }

  #frame(now: number): void {
    if (!this.#live) return;
    const interval = this.#near ? this.interval() : Math.max(this.far(), this.interval());
    const wait = interval === Infinity ? Infinity : this.#last + interval - now;
    if (wait === Infinity) return;
    if (wait > 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#live?.invalidate();
      }, wait);
      return;
    }
    this.#last = now;
    this.draw(this.#live);
  }
}
