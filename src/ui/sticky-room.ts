import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** CSS pixels between what sticks to the top and what is scrolled to below it. */
const GAP = 16;

/** Keeps as much room at the top of the window as an element that sticks there takes, so that it hides no focus. */
export class StickyRoom implements ReactiveController {
  #sticky: Element | null = null;
  readonly #observer = new ResizeObserver(() => this.#keep());

  constructor(
    host: ReactiveControllerHost,
    private readonly find: () => Element | null,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    const sticky = this.find();
    if (sticky === this.#sticky) return;
    this.#observer.disconnect();
    this.#sticky = sticky;
    if (sticky) this.#observer.observe(sticky);
  }

  hostConnected(): void {
    addEventListener('resize', this.#keep);
  }

  hostDisconnected(): void {
    removeEventListener('resize', this.#keep);
    this.#observer.disconnect();
    this.#sticky = null;
    document.documentElement.style.removeProperty('scroll-padding-top');
  }

  readonly #keep = (): void => {
    const sticky = this.#sticky;
    if (!sticky) return;
    const sticks = getComputedStyle(sticky).position === 'sticky';
    const room = (sticks ? sticky.getBoundingClientRect().height : 0) + GAP;
    document.documentElement.style.setProperty('scroll-padding-top', `${Math.ceil(room)}px`);
  };
}
