import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { KernelEntry } from '../../kernels/index';
import { offeredFeatures } from '../../lab/index';
import type { Refusal, SessionFacts } from '../../train/index';
import { send } from '../events';
import { kernelHash, WHY_FUSE } from '../routes';
import { article, controls } from '../styles';
import type { EditorMessage } from './antipode-editor';
import type { Origin } from './antipode-shader';
import { drafts } from './drafts';
import { kernelStyles } from './kernel-styles';
import { draftOf, readSizes, type SizesDraft } from './kernel-sizes';
import { LabController } from './lab-controller';
import { unpackCode } from './link-code';
import { Measured } from './measured';
import { codeOf, familyOf, neighbours, tellingSizes } from './shelf';
import './antipode-access';
import './antipode-bindings';
import './antipode-diff';
import './antipode-ladder';
import './antipode-launch';
import './antipode-lesson';
import './antipode-run';
import './antipode-shader';
import './antipode-substitute';

/** Milliseconds without a key after which a text is compiled. */
const PAUSE = 600;

/** The page of a kernel: its lesson, its text, a place to run and change it, and its launch in numbers. */
@customElement('antipode-kernel')
export class AntipodeKernel extends LitElement {
  static override styles = [article, controls, kernelStyles];

  @property({ attribute: false }) entry!: KernelEntry;
  /** Packed code that came by link; null where none did. */
  @property({ attribute: false }) link: string | null = null;
  @property({ attribute: false }) facts: SessionFacts | null = null;
  @property({ attribute: false }) refusal: Refusal | null = null;
  @property({ attribute: false }) measured = new Measured();

  /** The edited text; null while the original stands. */
  @state() private code: string | null = null;
  @state() private origin: Origin = 'original';
  @state() private draft: SizesDraft = {};
  @state() private messages: readonly EditorMessage[] = [];
  @state() private linkProblem = '';
  /** Why the text is not kept; '' where it is. */
  @state() private unkept = '';
  /** An edited text that is kept and not shown. */
  @state() private other: string | null = null;
  /** Whether the text was run since it was opened. */
  @state() private ran = false;
  /** Features of a device here; null while nobody knows. */
  @state() private features: ReadonlySet<string> | null = null;

  #pause: ReturnType<typeof setTimeout> | undefined;

  readonly #lab = new LabController(this);

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('entry') || changed.has('link')) this.#begin();
    const { refusal } = this;
    if (changed.has('refusal') && refusal?.kernel === this.entry.name) {
      this.messages = refusal.messages;
    }
  }

  protected override render() {
    const { entry, code } = this;
    const { name, header } = entry;
    const { below, above } = neighbours(entry);
    const read = readSizes(entry, this.draft);
    const sizes = read.problem ? null : { ...read.sizes, ...read.constants };
    return html`
      <p class="crumbs"><a href="#/kernels">Kernels</a> · ${familyOf(entry)}</p>
      <h1 tabindex="-1">${name}</h1>
      <p class="lead">${header.summary}</p>
      ${
        header.ladder.length > 1
          ? html`<antipode-ladder .rungs=${header.ladder} current=${name}></antipode-ladder>`
          : nothing
      }
      ${this.#requirements()}
      <section aria-labelledby="why">
        <h2 id="why">Why</h2>
        <antipode-lesson .entry=${entry}></antipode-lesson>
        ${
          familyOf(entry) === 'train'
            ? html`<p>
                <a href=${WHY_FUSE}>Why fuse?</a> measures what fusing gains on this device, call by
                call.
              </p>`
            : nothing
        }
      </section>
      ${below ? this.#difference(below) : nothing}
      <section aria-labelledby="shader">
        <h2 id="shader">${code === null ? 'The shader' : 'The shader, edited'}</h2>
        ${
          this.linkProblem
            ? html`<p class="notice" role="alert">
                ${this.linkProblem} The original stands below.
              </p>`
            : nothing
        }
        <antipode-shader
          .entry=${entry}
          .code=${code}
          .origin=${this.ran && this.origin !== 'original' ? 'edited' : this.origin}
          .unkept=${this.unkept}
          .other=${this.other !== null}
          .messages=${this.messages}
          @code=${(event: Event) => this.#change((event as CustomEvent<string | null>).detail)}
          @other=${this.#openOther}
        ></antipode-shader>
      </section>
      <section aria-labelledby="run">
        <h2 id="run">Run it</h2>
        <p>
          Choose a shape. The inputs are random numbers, the same for a seed everywhere; every
          element of the output is held against a float64 reference, within a bound that follows
          from the accuracy WGSL promises.
        </p>
        <antipode-run
          .entry=${entry}
          .draft=${this.draft}
          .problem=${read.problem}
          .edited=${code !== null}
          .lacking=${this.#lacking}
          .lab=${this.#lab.state}
          .measured=${this.measured}
          @shape=${(event: Event) => this.#shape((event as CustomEvent<SizesDraft>).detail)}
          @run=${this.#run}
          @cancel=${() => this.#lab.cancel()}
        ></antipode-run>
      </section>
      <section aria-labelledby="see">
        <h2 id="see">See it</h2>
        <p>
          The same shader on a small shape, every access noted by the device itself: which
          invocation reads and writes what, step by step.
        </p>
        <antipode-access .kernel=${name} .code=${code} .lacking=${this.#lacking}></antipode-access>
      </section>
      ${
        code === null && !this.facts?.edited.includes(name)
          ? nothing
          : html`<section aria-labelledby="model">
              <h2 id="model">In the running model</h2>
              <antipode-substitute
                .kernel=${name}
                .code=${code}
                .facts=${this.facts}
              ></antipode-substitute>
            </section>`
      }
      <section aria-labelledby="launch">
        <h2 id="launch">How it is launched, in numbers</h2>
        <p>For the shape chosen above; change it there, and the numbers follow.</p>
        <antipode-launch .entry=${entry} .sizes=${sizes}></antipode-launch>
      </section>
      <section aria-labelledby="bindings">
        <h2 id="bindings">What it is given</h2>
        <antipode-bindings .entry=${entry}></antipode-bindings>
      </section>
      ${this.#neighbours(below, above)}
    `;
  }

  #requirements() {
    const needed = this.entry.header.requires;
    if (needed.length === 0) return nothing;
    if (!this.features) return html`<p class="requires">Needs ${needed.join(', ')}.</p>`;
    return html`<p class="requires">
      Needs ${needed.join(', ')}: this device ${this.#lacking ? 'lacks' : 'has'} it.
    </p>`;
  }

  /** Why nothing of this kernel can run on this device; '' where it can, or nobody knows yet. */
  get #lacking(): string {
    const { features } = this;
    const lacks = this.entry.header.requires.filter(
      (feature) => features && !features.has(feature),
    );
    if (lacks.length === 0) return '';
    return `It cannot run here: this device has no ${lacks.join(' and no ')}. It can be read all the same.`;
  }

  #difference(below: KernelEntry) {
    return html`<section aria-labelledby="difference">
      <h2 id="difference">What changes from <a href=${kernelHash(below.name)}>${below.name}</a></h2>
      <antipode-diff
        .from=${codeOf(below)}
        .to=${codeOf(this.entry)}
        label="Changes from ${below.name} to ${this.entry.name}"
      ></antipode-diff>
    </section>`;
  }

  #neighbours(below?: KernelEntry, above?: KernelEntry) {
    if (!below && !above) return nothing;
    return html`<nav class="neighbours" aria-label="Neighbouring rungs">
      ${
        below
          ? html`<a href=${kernelHash(below.name)}><span>The rung below</span>${below.name}</a>`
          : html`<span></span>`
      }
      ${
        above
          ? html`<a class="next" href=${kernelHash(above.name)}
              ><span>The next rung</span>${above.name}</a
            >`
          : html`<p class="next">This is the top of the ladder.</p>`
      }
    </nav>`;
  }

  /** Another kernel, or other code by link. */
  #begin(): void {
    const { entry, link } = this;
    this.#lab.leave();
    clearTimeout(this.#pause);
    this.messages = [];
    this.linkProblem = '';
    this.unkept = '';
    this.ran = false;
    if (entry.header.requires.length > 0) void this.#ask();
    const sizes = this.measured.shapes.get(entry.header.ladder.join()) ?? tellingSizes(entry);
    this.draft = draftOf(entry, sizes);
    const kept = link === null ? drafts.of(entry.name) : null;
    this.code = kept;
    this.origin = kept === null ? 'original' : 'draft';
    this.#lookForOther();
    if (link !== null) void this.#unpack(entry, link);
  }

  async #unpack(entry: KernelEntry, link: string): Promise<void> {
    try {
      const code = await unpackCode(link);
      if (this.entry !== entry || this.link !== link) return;
      this.code = code;
      this.origin = 'link';
      this.#lookForOther();
    } catch (error) {
      this.linkProblem = error instanceof Error ? error.message : String(error);
    }
  }

  /** What a person has typed, or the original. Only what was typed is kept: not a text as it came by link. */
  #change(code: string | null): void {
    const { name } = this.entry;
    const byLink = this.origin === 'link';
    // A text that came by link takes the place of the reader's own only as a second one.
    if (byLink && code !== null && drafts.of(name) !== null) drafts.swap(name);
    this.code = code;
    this.origin = code === null ? 'original' : 'edited';
    this.messages = [];
    this.unkept = '';
    this.#lab.forget();
    if (code !== null && code !== this.entry.source) this.unkept = drafts.keep(name, code);
    else if (!byLink) drafts.forget(name);
    this.#lookForOther();
    clearTimeout(this.#pause);
    if (code !== null) this.#pause = setTimeout(() => void this.#check(), PAUSE);
  }

  #lookForOther(): void {
    const { name } = this.entry;
    const kept = [drafts.of(name), drafts.of(name, true)];
    this.other = kept.find((text) => text !== null && text !== this.code) ?? null;
  }

  readonly #openOther = (): void => {
    const { name } = this.entry;
    if (drafts.of(name) !== this.other) drafts.swap(name);
    this.#lab.forget();
    this.messages = [];
    this.code = drafts.of(name);
    this.origin = 'draft';
    this.ran = false;
    this.#lookForOther();
  };

  /** Compiles what was typed, and runs nothing. */
  async #check(): Promise<void> {
    const { entry, code } = this;
    if (code === null || this.#lacking) return;
    const messages = await this.#lab.check(entry.name, code);
    if (messages && this.entry === entry && this.code === code) this.messages = messages;
  }

  async #ask(): Promise<void> {
    this.features ??= await offeredFeatures();
  }

  #shape(draft: SizesDraft): void {
    this.draft = draft;
    const { sizes, problem } = readSizes(this.entry, draft);
    if (!problem) this.measured.shapes.set(this.entry.header.ladder.join(), sizes);
  }

  readonly #run = async (): Promise<void> => {
    const { entry, code } = this;
    const { sizes, constants, seed, problem } = readSizes(entry, this.draft);
    if (problem) return;
    this.messages = [];
    this.ran = true;
    clearTimeout(this.#pause);
    const outcome = await this.#lab.run({ kernel: entry.name, code, sizes, seed, constants });
    if (outcome.kind === 'hung') send(this, 'antipode-device-busy', null);
    if (this.entry !== entry) return;
    if (outcome.kind === 'refused') this.messages = outcome.messages;
    if (outcome.kind !== 'result' || code !== null) return;
    const { milliseconds } = outcome.result;
    if (milliseconds !== null) this.measured.add(entry, sizes, milliseconds);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-kernel': AntipodeKernel;
  }
}
