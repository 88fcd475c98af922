import type { ReactiveController, ReactiveControllerHost } from 'lit';
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

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#client.close();
  }

  async run(request: LabRequest): Promise<LabOutcome> {
    const edited = request.code !== null;
    if (edited) editedMarker.set({ kernel: request.kernel, where: 'lab' });
    this.#become({ kind: 'working', request, stage: 'opening' });
    const outcome = await this.#client.run(request, (stage) =>
      this.#become({ kind: 'working', request, stage }),
    );
    if (edited) editedMarker.clear(); // the page is alive, whatever became of the kernel
    this.#become({ kind: 'done', request, outcome });
    return outcome;
  }

  cancel(): void {
    this.#client.cancel();
  }

  /** Another kernel, or another text: the last outcome says nothing about it. */
  forget(): void {
    if (this.state.kind === 'done') this.#become({ kind: 'idle' });
  }

  #become(state: LabState): void {
    this.state = state;
    this.host.requestUpdate();
  }
}
