import {
  compileModule,
  GpuUnavailable,
  ShaderError,
  type Gpu,
  type ShaderMessage,
} from '../gpu/index';
import {
  caseRandom,
  editedConstants,
  guardText,
  loopBudget,
  kernelEntry,
  runTimed,
  shapeOf,
  workgroups,
  type KernelEntry,
} from '../kernels/index';
import { compare } from './compare';
import type { LabOutcome, LabRequest, LabResult, LabStage } from './protocol';

/** Rounds that are timed, where they are quick. */
const ROUNDS = 7;

/** Where the lab's host differs between a worker and a test. */
export interface LabWorld {
  tell(stage: LabStage): void;
  openGpu(): Promise<Gpu>;
}

/** Runs kernels one after the other on a device of its own, and never rejects. */
export class LabServer {
  #gpu: Gpu | null = null;
  /** What is known of a device that went away since the last run began. */
  #loss: string | null = null;

  constructor(private readonly world: LabWorld) {}

  async run(request: LabRequest): Promise<LabOutcome> {
    try {
      return await this.#run(request);
    } catch (error) {
      return this.#explain(error, request.code !== null);
    }
  }

  /** What the compiler has to say of a text, which is not run. Where there is no compiler, nothing. */
  async check(kernel: string, code: string): Promise<readonly ShaderMessage[]> {
    try {
      const { device } = await this.#open();
      await compileModule(device, kernel, code);
      return [];
    } catch (error) {
      return error instanceof ShaderError ? error.messages : [];
    }
  }

  async #run({ kernel, code, sizes, seed, constants }: LabRequest): Promise<LabOutcome> {
    const entry = kernelEntry(kernel);
    this.world.tell('opening');
    const gpu = await this.#open();

    this.world.tell('compiling');
    const { open, fixed } =
      code === null
        ? { open: constants, fixed: {} }
        : editedConstants(code, entry.header, constants);
    const launch = { ...sizes, ...constants, ...fixed };
    const guarded =
      code === null
        ? undefined
        : await guardText(gpu, entry.header, code, loopBudget(entry.header, launch));

    this.world.tell('reference');
    const all = { ...entry.header.constants, ...constants, ...fixed };
    const given = entry.makeCase(sizes, caseRandom(seed), all);

    this.world.tell('running');
    const options = { constants: open, fixed, rounds: ROUNDS, guarded };
    const { outputs, ...timed } = await runTimed(gpu, entry, sizes, given, options);
    const result: LabResult = {
      ...timed,
      watched: !guarded || guarded.flags || guarded.lines.length === 0,
      fixed,
      outputs: this.#outputs(entry).map(({ name, shape }) =>
        compare(name, shapeOf(shape, { ...sizes, ...all }), outputs[name], given.expected[name]),
      ),
      adapter: gpu.adapter,
      features: [...gpu.features],
      workgroups: workgroups(entry.header, launch),
    };
    return { kind: 'result', result };
  }

  #outputs({ header }: KernelEntry) {
    return header.bindings.filter(({ access }) => access === 'read_write');
  }

  async #open(): Promise<Gpu> {
    this.#loss = null;
    if (this.#gpu) return this.#gpu;
    const gpu = await this.world.openGpu();
    this.#gpu = gpu;
    gpu.onError = () => undefined; // whatever an edited kernel provokes is told by the run that it belongs to
    void gpu.lost.then(({ message }) => {
      this.#gpu = null;
      this.#loss = message || 'The browser gave no reason.';
    });
    return gpu;
  }

  async #explain(error: unknown, edited: boolean): Promise<LabOutcome> {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof GpuUnavailable) return { kind: 'unsupported', message };
    if (error instanceof ShaderError) return { kind: 'refused', messages: error.messages };
    // When the device is lost, work under way fails first; the loss is the better explanation.
    if (this.#gpu) await Promise.race([this.#gpu.lost, pause(200)]);
    if (this.#loss) return { kind: 'lost', message: this.#loss };
    if (edited)
      return { kind: 'refused', messages: [{ type: 'error', line: 0, column: 0, text: message }] };
    return { kind: 'failed', message };
  }
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined));
}
