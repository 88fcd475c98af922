import { GpuError, GpuUnavailable, isCompilation, ShaderError, type Gpu } from '../gpu/index';
import { Tuner, type TuningStore } from '../measure/index';
import {
  fitsActivations,
  fitsSmall,
  fusedProgram,
  guessedFused,
  guessedRungs,
  kernelsOfPrograms,
  referenceProgram,
  stepwiseProgram,
  tunedRungs,
  type ModelProgram,
  type ToyModelConfig,
  type Rungs,
} from '../models/index';
import { beyondFlight, differences, withAdjustment, type Adjustment } from './adjust';
import { modelConfig, type Experiment } from './experiment';
import type { Command, EngineWish, Event, ProgramWish, SessionFacts } from './protocol';
import { Session } from './session';

const TOO_LARGE_STEPWISE =
  'The stepwise program keeps the activations of a whole batch, and those of so many models do not fit into one buffer on every device. Train them with the fused program, which keeps none, or lower the batch or the replicas.';

/** Where the session's host differs between a worker and a test. */
export interface ServerWorld {
  emit(event: Event): void;
  openGpu(): Promise<Gpu>;
  /** Where measured choices of kernels are kept. */
  choices: TuningStore;
}

/** A program, and why it is not the fused one where `auto` would have had that. */
interface Made {
  program: ModelProgram;
  reason: string;
}

/** Serves one session at a time: opens devices and programs, carries out commands, tells of losses. */
export class SessionServer {
  #gpu: Gpu | null = null;
  #session: Session | null = null;
  #program: ModelProgram | null = null;
  #experiment: Experiment | null = null;
  #adjustments: readonly Adjustment[] = [];
  #wish: EngineWish = 'auto';
  #programWish: ProgramWish = 'auto';
  #tuning = false;
  #visible = true;
  /** Edited texts in the place of kernels. */
  readonly #edited = new Map<string, string>();
  /** Commands are carried out one after the other; pause and visibility do not wait. */
  #queue: Promise<void> = Promise.resolve();

  constructor(private readonly world: ServerWorld) {}

  handle(command: Command): void {
    if (command.type === 'drawn') return this.#session?.drawn();
    if (command.type === 'visible') {
      this.#visible = command.visible;
      if (this.#session) this.#session.visible = command.visible;
      return;
    }
    this.#queue = this.#queue
      .then(() => this.#carryOut(command))
      .catch((error: unknown) => this.#fail(error));
  }

  async #carryOut(command: Exclude<Command, { type: 'drawn' | 'visible' }>): Promise<void> {
    switch (command.type) {
      case 'open':
        this.#experiment = command.experiment;
        this.#wish = command.engine;
        this.#programWish = command.program ?? 'auto';
        this.#tuning = command.tuning ?? false;
        return this.#open();
      case 'adjust':
        return this.#adjust(command.experiment);
      case 'forget-choices':
        await this.world.choices.clear();
        return this.#open();
      case 'reset':
        return this.#open();
      case 'run':
        return this.#session?.run();
      case 'pause':
        return this.#session?.pause();
      case 'step':
        return this.#session?.step();
      case 'evaluate': {
        const loss = await this.#session?.evaluate(command.batches);
        const samples = command.batches * (this.#experiment?.batch ?? 0);
        if (loss) this.world.emit({ type: 'evaluated', loss, samples });
        return;
      }
      case 'step-values':
        return this.#stepValues(command.model, command.sample);
      case 'substitute':
        return this.#substitute(command.kernel, command.code);
    }
  }

  #adjust(to: Experiment): void {
    const [session, from] = [this.#session, this.#experiment];
    if (!session || !from) return;
    const refuse = (message: string) =>
      this.world.emit({ type: 'unadjusted', message, experiment: from });
    const beyond = beyondFlight(from, to);
    if (beyond.length > 0) {
      return refuse(`${beyond.join(', ')} can only change with a run from the first weights.`);
    }
    let step: number;
    try {
      step = session.adjust(modelConfig(to));
    } catch (error) {
      if (error instanceof RangeError) return refuse(error.message);
      throw error;
    }
    this.#experiment = to; // a reset begins with it
    const changes = differences(from, to);
    this.#adjustments = withAdjustment(this.#adjustments, { step, changes });
    this.world.emit({ type: 'adjusted', experiment: to, adjustments: this.#adjustments });
  }

  async #stepValues(model: number, sample: number): Promise<void> {
    if (!this.#session) return;
    try {
      const values = await this.#session.stepValues(model, sample);
      this.world.emit({ type: 'step-values', values });
    } catch (error) {
      // Anything else, such as a lost device, ends the session as it does elsewhere.
      if (!(error instanceof RangeError || error instanceof GpuError)) throw error;
      this.world.emit({ type: 'no-step-values', message: error.message });
    }
  }

  async #substitute(kernel: string, code: string | null): Promise<void> {
    const program = this.#program;
    const problem = this.#substituteProblem(kernel);
    if (!program?.substitute || problem) return this.#refuse(kernel, problem);
    const edited = new Map(this.#edited);
    if (code === null) edited.delete(kernel);
    else edited.set(kernel, code);
    try {
      await program.substitute(edited);
    } catch (error) {
      if (error instanceof ShaderError) {
        const { messages } = error;
        return this.world.emit({ type: 'refused', kernel, messages });
      }
      if (this.#gpu && (await Promise.race([this.#gpu.lost, pause(100)]))) throw error;
      return this.#refuse(kernel, error instanceof Error ? error.message : String(error));
    }
    this.#edited.delete(kernel);
    if (code !== null) this.#edited.set(kernel, code);
    this.#session?.careful();
    const { calls } = program;
    this.world.emit({ type: 'substituted', kernel, calls, edited: this.#editedOf(program) });
  }

  /** Why a kernel cannot be exchanged in the model that is open, or ''. */
  #substituteProblem(kernel: string): string {
    if (!this.#program) return 'No training session is open.';
    if (!this.#program.substitute) return 'This engine runs no shaders that could be exchanged.';
    const takesPart = this.#program.calls.some((call) => call.kernel === kernel);
    if (takesPart) return '';
    const { kind } = this.#program;
    const name = kind === 'stepwise' ? 'stepwise' : 'fused';
    return `${kernel} takes no part in this model’s ${name} program.`;
  }

  #refuse(kernel: string, text: string): void {
    const messages = [{ type: 'error', line: 0, column: 0, text }] as const;
    this.world.emit({ type: 'refused', kernel, messages });
  }

  #editedOf(program: ModelProgram): string[] {
    const names = program.calls.map(({ kernel }) => kernel);
    return [...this.#edited.keys()].filter((kernel) => names.includes(kernel));
  }

  /** Begins the experiment from its first weights. */
  async #open(): Promise<void> {
    const experiment = this.#experiment;
    if (!experiment) return;
    await this.#session?.close();
    this.#program?.destroy();
    this.#session = null;
    this.#program = null;
    this.#adjustments = [];

    const reason = await this.#ensureGpu();
    const config = modelConfig(experiment);
    const gpu = this.#gpu;
    const { program, reason: programReason }: Made = gpu
      ? await this.#gpuProgram(gpu, config)
      : { program: await referenceProgram(config), reason: '' };
    this.#program = program;
    const names = program.calls.map(({ kernel }) => kernel);
    for (const kernel of this.#edited.keys()) {
      if (!names.includes(kernel)) this.#edited.delete(kernel); // of another model: it does not come back later
    }
    if (this.#edited.size > 0) await program.substitute?.(this.#edited);
    const edited = this.#editedOf(program);
    const world = {
      emit: (event: Event) => this.world.emit(event),
      fail: (error: unknown) => void this.#fail(error),
      now: () => performance.now(),
    };
    this.#session = new Session(program, experiment.steps, world, config.instances);
    const { engine, kind, calls, maxSteps, bytes, estimate } = program;
    const facts: SessionFacts = {
      ...{ experiment, engine, adapter: gpu?.adapter ?? null, reason },
      ...{ program: kind, programReason, maxSteps, memory: { bytes, estimate } },
      kernelsOf: gpu ? kernelsOfPrograms(gpu, config) : { stepwise: [], fused: [] },
      ...{ calls, edited, adjustments: [] },
    };
    this.world.emit({ type: 'ready', facts });
    this.#session.visible = this.#visible;
    this.#session.begin();
  }

  /** The program that is wished for, and why it is not the fused one where `auto` would have had that. */
  async #gpuProgram(gpu: Gpu, config: ToyModelConfig): Promise<Made> {
    const stepwise = async () => stepwiseProgram(gpu, config, await this.#rungs(gpu, config));
    if (this.#programWish === 'stepwise') {
      if (!fitsActivations(config) && fitsSmall(config)) throw new RangeError(TOO_LARGE_STEPWISE);
      return { program: await stepwise(), reason: '' };
    }
    try {
      return { program: await this.#fused(gpu, config), reason: '' };
    } catch (error) {
      if (this.#programWish === 'fused' || !isCompilation(error)) throw error;
      return { program: await stepwise(), reason: error.message };
    }
  }

  /** Measured once for each size of model, or guessed. */
  #fused(gpu: Gpu, config: ToyModelConfig): Promise<ModelProgram> {
    if (!this.#tuning) return guessedFused(gpu, config);
    return fusedProgram(gpu, config, this.world.choices, (done, of) =>
      this.world.emit({ type: 'tuning', done, of }),
    );
  }

  async #rungs(gpu: Gpu, config: ToyModelConfig): Promise<Rungs> {
    if (!this.#tuning) return guessedRungs(gpu);
    const tuner = new Tuner(gpu, this.world.choices);
    try {
      return await tunedRungs(gpu, config, tuner, (done, of) =>
        this.world.emit({ type: 'tuning', done, of }),
      );
    } finally {
      tuner.destroy();
    }
  }

  /** Opens a device if one is wished for and none is open. Returns why there is none, or ''. */
  async #ensureGpu(): Promise<string> {
    if (this.#wish === 'cpu') {
      this.#gpu?.destroy();
      this.#gpu = null;
      return '';
    }
    if (this.#gpu) return '';
    try {
      const gpu = await this.world.openGpu();
      this.#gpu = gpu;
      gpu.onError = (message) => void this.#fail(new Error(message));
      void gpu.lost.then(({ message }) => this.#lose(gpu, message));
      return '';
    } catch (error) {
      if (this.#wish === 'auto' && error instanceof GpuUnavailable) return error.message;
      throw error;
    }
  }

  #lose(gpu: Gpu, message: string): void {
    if (this.#gpu !== gpu) return; // we let it go ourselves
    this.#abandon();
    this.world.emit({ type: 'lost', message: message || 'The browser gave no reason.' });
  }

  async #fail(error: unknown): Promise<void> {
    // When the device is lost, work under way fails first; the loss is the better explanation.
    const gpu = this.#gpu;
    if (gpu && (await Promise.race([gpu.lost, pause(100)]))) return;
    if (gpu !== this.#gpu) return;
    this.#abandon();
    gpu?.destroy();
    const type = error instanceof GpuUnavailable ? 'unsupported' : 'failed';
    this.world.emit({ type, message: error instanceof Error ? error.message : String(error) });
  }

  #abandon(): void {
    this.#session?.abandon();
    this.#session = null;
    this.#program = null;
    this.#gpu = null;
  }
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined));
}
