import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ShaderMessage } from '../../gpu/index';
import { LabClient, type LabOutcome, type LabRequest, type LabStage } from '../../lab/index';
import { editedMarker } from '../edited-marker';

/** What the lab is doing for the page. */
export type LabState =
  | { kind: 'idle' }
  | { kind: 'working'; request: LabRequest; stage: LabStage }
  | { kind: 'done'; request: LabRequest; outcome: LabOutcome };

/** Owns the lab's worker; tells its host when the state changes. */
export class LabController implements ReactiveController {
  state: LabState = { kind: 'idle' };
  readonly #client = new LabClient();
  /** Counts runs: one that was left has nothing more to say. */
  #runs = 0;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.leave();
    this.#client.close();
  }

  async run(request: LabRequest): Promise<LabOutcome> {
    const edited = request.code !== null;
    const run = ++this.#runs;
    if (edited) editedMarker.set({ kernel: request.kernel, where: 'lab' });
    this.#become({ kind: 'working', request, stage: 'opening' });
    const outcome = await this.#client.run(request, (stage) =>
      this.#become({ kind: 'working', request, stage }),
    );
    if (edited) editedMarker.clear(); // the page is alive, whatever became of the kernel
    if (run === this.#runs) this.#become({ kind: 'done', request, outcome });
    return outcome;
  }

  /** What the compiler says of a text, which is not run; null where it did not come to it. */
  check(kernel: string, code: string): Promise<readonly ShaderMessage[] | null> {
    return this.#client.check(kernel, code);
  }

  cancel(): void {
    this.#client.cancel();
  }

  /** The reader goes elsewhere: what was under way ends, and nobody is told. */
  leave(): void {
    this.#runs++;
    this.#client.cancel();
    this.#become({ kind: 'idle' });
  }

  /** Another text: the last outcome says nothing about it. */
  forget(): void {
    if (this.state.kind === 'done') this.#become({ kind: 'idle' });
  }

  #become(state: LabState): void {
    this.state = state;
    this.host.requestUpdate();
  }
}
