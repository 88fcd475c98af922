import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { pixelRatio, watchScreen } from './screen';

/**
 * A canvas in an element's shadow root, with as many pixels as the screen has for it. Calls back when it is to be drawn
 * anew: it has another size, the page another theme, the screen another resolution.
 */
export class Surface implements ReactiveController {
  /** CSS pixels. */
  width = 0;
  height = 0;
  #canvas: HTMLCanvasElement | null = null;
  #observer: ResizeObserver | undefined;
  #stop: (() => void) | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & Element,
    private readonly changed: () => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry.contentRect;
      this.width = width;
      this.height = height;
      this.changed();
    });
    if (this.#canvas) this.#observer.observe(this.#canvas);
    this.#stop = watchScreen(() => this.changed());
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#stop?.();
  }

  hostUpdated(): void {
    const canvas = this.host.shadowRoot?.querySelector('canvas') ?? null;
    if (canvas === this.#canvas) return;
    if (this.#canvas) this.#observer?.unobserve(this.#canvas);
    this.#canvas = canvas;
    if (canvas) this.#observer?.observe(canvas);
  }

  /** A cleared context in CSS pixels, or null while there is no room to draw in. */
  begin(): CanvasRenderingContext2D | null {
    const canvas = this.#canvas;
    if (!canvas || this.width < 1 || this.height < 1) return null;
    const ratio = pixelRatio();
    const [width, height] = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext('2d');
    context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    context?.clearRect(0, 0, this.width, this.height);
    return context;
  }
}
