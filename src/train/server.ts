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
import type { Command, EngineWish, Event, ProgramWish, SessionFacts, Successor } from './protocol';
import { Session } from './session';

const TOO_LARGE_STEPWISE =
  'The stepwise program keeps the activations of a whole batch, and those of so many models do not fit into one buffer on every device. Train them with the fused program, which keeps none, or lower the batch or the replicas.';

/** Where the session's host differs between a worker and a test. */
export interface ServerWorld {
  /** @param run that the event is about, by the page's number */
  emit(event: Event, run: number): void;
  openGpu(): Promise<Gpu>;
  /** Where measured choices of kernels are kept. */
  choices: TuningStore;
}

/** A program, and why it is not the fused one where `auto` would have had that. */
interface Made {
  program: ModelProgram;
  reason: string;
}

/** A run that was put aside, as it was left. */
interface Aside {
  session: Session;
  program: ModelProgram;
  facts: SessionFacts;
  edited: ReadonlyMap<string, string>;
  /** What it had still to tell. */
  held: Event[];
}

/**
 * Serves one session at a time, and keeps others that were put aside on the same device: opens devices and programs,
 * carries out commands, tells of losses.
 */
export class SessionServer {
  #gpu: Gpu | null = null;
  #session: Session | null = null;
  #program: ModelProgram | null = null;
  #experiment: Experiment | null = null;
  #adjustments: readonly Adjustment[] = [];
  /** What the page calls the run that is open. */
  #run = 0;
  /** What was told of it when it was opened. */
  #facts: SessionFacts | null = null;
  readonly #asides = new Map<number, Aside>();
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
        this.#wish = command.engine;
        this.#programWish = command.program ?? 'auto';
        this.#tuning = command.tuning ?? false;
        return this.#open(command, command.experiment);
      case 'resume':
        return this.#resume(command);
      case 'forget':
        await this.#asides.get(command.run)?.session.close();
        this.#asides.get(command.run)?.program.destroy();
        this.#asides.delete(command.run);
        return;
      case 'adjust':
        return this.#adjust(command.experiment);
      case 'forget-choices':
        await this.world.choices.clear();
        return this.#open(command);
      case 'reset':
        return this.#open(command);
      case 'run':
        return this.#session?.run();
      case 'pause':
        return this.#session?.pause();
      case 'step':
        return this.#session?.step();
      case 'evaluate': {
        const loss = await this.#session?.evaluate(command.batches);
        const samples = command.batches * (this.#experiment?.batch ?? 0);
        if (loss) this.#emit({ type: 'evaluated', loss, samples });
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
      this.#emit({ type: 'unadjusted', message, experiment: from });
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
    this.#emit({ type: 'adjusted', experiment: to, adjustments: this.#adjustments });
  }

  async #stepValues(model: number, sample: number): Promise<void> {
    if (!this.#session) return;
    try {
      const values = await this.#session.stepValues(model, sample);
      this.#emit({ type: 'step-values', values });
    } catch (error) {
      // Anything else, such as a lost device, ends the session as it does elsewhere.
      if (!(error instanceof RangeError || error instanceof GpuError)) throw error;
      this.#emit({ type: 'no-step-values', message: error.message });
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
        return this.#emit({ type: 'refused', kernel, messages });
      }
      if (this.#gpu && (await Promise.race([this.#gpu.lost, pause(100)]))) throw error;
      return this.#refuse(kernel, error instanceof Error ? error.message : String(error));
    }
    this.#edited.delete(kernel);
    if (code !== null) this.#edited.set(kernel, code);
    this.#session?.careful();
    const { calls } = program;
    this.#emit({ type: 'substituted', kernel, calls, edited: this.#editedOf(program) });
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
    this.#emit({ type: 'refused', kernel, messages });
  }

  #editedOf(program: ModelProgram): string[] {
    const names = program.calls.map(({ kernel }) => kernel);
    return [...this.#edited.keys()].filter((kernel) => names.includes(kernel));
  }

  #emit(event: Event): void {
    this.world.emit(event, this.#run);
  }

  /** Tells of a session, or has it wait where the session was put aside. */
  #tell(event: Event, run: number): void {
    const aside = this.#asides.get(run);
    if (aside) aside.held.push(event);
    else this.world.emit(event, run);
  }

  /** Ends the run that is open, or puts it aside; then another one may be opened. */
  async #leave({ run = 0, keep = false }: Successor): Promise<void> {
    const session = this.#session;
    const program = this.#program;
    if (keep && session && program && this.#facts && this.#experiment) {
      const facts: SessionFacts = {
        ...this.#facts,
        experiment: this.#experiment,
        adjustments: this.#adjustments,
        calls: program.calls,
        edited: this.#editedOf(program),
      };
      const edited = new Map(this.#edited);
      this.#asides.set(this.#run, { session, program, facts, edited, held: [] });
      await session.pause();
    } else {
      await session?.close();
      program?.destroy();
    }
    this.#session = null;
    this.#program = null;
    this.#facts = null;
    this.#adjustments = [];
    this.#run = run;
  }

  async #resume(to: Successor): Promise<void> {
    const { run = 0 } = to;
    const aside = this.#asides.get(run);
    if (!aside) throw new RangeError(`There is no run ${run} to go back to.`);
    await this.#leave(to);
    this.#asides.delete(run);
    const { session, program, facts, edited, held } = aside;
    this.#session = session;
    this.#program = program;
    this.#facts = facts;
    this.#experiment = facts.experiment;
    this.#adjustments = facts.adjustments;
    this.#edited.clear();
    for (const [kernel, code] of edited) this.#edited.set(kernel, code);
    this.#emit({ type: 'resumed', facts, ...session.reached });
    for (const event of held) this.#emit(event);
    session.visible = this.#visible;
    session.drawn(); // what it last sent was another page's to draw
  }

  /** Begins the experiment from its first weights. */
  async #open(to: Successor, experiment = this.#experiment): Promise<void> {
    if (!experiment) return;
    await this.#leave(to);
    this.#experiment = experiment;

    const reason = await this.#ensureGpu();
    const config = modelConfig(experiment);
    const gpu = this.#gpu;
    let made: Made;
    try {
      made = gpu
        ? await this.#gpuProgram(gpu, config)
        : { program: await referenceProgram(config), reason: '' };
    } catch (error) {
      // What was put aside shall not end with what could not begin.
      if (this.#asides.size === 0 || (gpu && (await Promise.race([gpu.lost, pause(100)])))) {
        throw error;
      }
      const message = error instanceof Error ? error.message : String(error);
      return this.#emit({ type: 'failed', message, alive: true });
    }
    const { program, reason: programReason } = made;
    this.#program = program;
    const names = program.calls.map(({ kernel }) => kernel);
    for (const kernel of this.#edited.keys()) {
      if (!names.includes(kernel)) this.#edited.delete(kernel); // of another model: it does not come back later
    }
    if (this.#edited.size > 0) await program.substitute?.(this.#edited);
    const edited = this.#editedOf(program);
    const run = this.#run;
    const world = {
      emit: (event: Event) => this.#tell(event, run),
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
    this.#facts = facts;
    this.#emit({ type: 'ready', facts });
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
      this.#emit({ type: 'tuning', done, of }),
    );
  }

  async #rungs(gpu: Gpu, config: ToyModelConfig): Promise<Rungs> {
    if (!this.#tuning) return guessedRungs(gpu);
    const tuner = new Tuner(gpu, this.world.choices);
    try {
      return await tunedRungs(gpu, config, tuner, (done, of) =>
        this.#emit({ type: 'tuning', done, of }),
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
    this.#emit({ type: 'lost', message: message || 'The browser gave no reason.' });
  }

  async #fail(error: unknown): Promise<void> {
    // When the device is lost, work under way fails first; the loss is the better explanation.
    const gpu = this.#gpu;
    if (gpu && (await Promise.race([gpu.lost, pause(100)]))) return;
    if (gpu !== this.#gpu) return;
    this.#abandon();
    gpu?.destroy();
    const type = error instanceof GpuUnavailable ? 'unsupported' : 'failed';
    this.#emit({ type, message: error instanceof Error ? error.message : String(error) });
  }

  #abandon(): void {
    this.#session?.abandon();
    for (const { session } of this.#asides.values()) session.abandon();
    this.#asides.clear();
    this.#session = null;
    this.#program = null;
    this.#facts = null;
    this.#gpu = null;
  }
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined));
}
