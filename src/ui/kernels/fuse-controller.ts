import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { FuseClient, type FuseOutcome, type FuseProgress, type FuseResult } from '../../lab/index';
import { FUSE_DEFAULT, requestOf, type FuseDraft, type FuseWish } from './fuse-draft';

/** What the measurement is doing. */
export type FuseState =
  | { kind: 'idle' }
  | { kind: 'measuring'; progress: FuseProgress }
  | { kind: 'done'; outcome: FuseOutcome };

/** What is kept while the reader looks at other kernels. */
export class FuseKept {
  draft: FuseDraft = FUSE_DEFAULT;
  state: FuseState = { kind: 'idle' };
  /** The last result: it stands until another one comes. */
  last: { wish: FuseWish; result: FuseResult } | null = null;
}

/** The page's end of the worker, as far as it is used. */
export type Measure = Pick<FuseClient, 'run' | 'cancel'>;

/** Owns the worker that measures; tells its host when the state changes. */
export class FuseController implements ReactiveController {
  readonly #client: Measure;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly kept: () => FuseKept,
    client: Measure = new FuseClient(),
  ) {
    this.#client = client;
    host.addController(this);
  }

  get state(): FuseState {
    return this.kept().state;
  }

  hostDisconnected(): void {
    this.#client.cancel();
  }

  async run(wish: FuseWish): Promise<void> {
    this.#become({ kind: 'measuring', progress: { phase: 'opening', part: 0 } });
    const outcome = await this.#client.run(requestOf(wish), (progress) =>
      this.#become({ kind: 'measuring', progress }),
    );
    if (outcome.kind === 'result') this.kept().last = { wish, result: outcome.result };
    this.#become({ kind: 'done', outcome });
  }

  cancel(): void {
    this.#client.cancel();
  }

  #become(state: FuseState): void {
    this.kept().state = state;
    this.host.requestUpdate();
  }
}
