/** What a canvas remembers at `save` and takes back at `restore`. */
interface Pen {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineCap: CanvasLineCap;
  lineJoin: CanvasLineJoin;
  globalAlpha: number;
  font: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  dash: readonly number[];
  transform: string;
}

const ANCHORS: Readonly<Record<CanvasTextAlign, string>> = {
  ...{ start: 'start', left: 'start', center: 'middle', right: 'end', end: 'end' },
};
/** How far below its place a text's base line lies, as a share of its size: many readers of SVG know no other line. */
const DROPS: Readonly<Record<CanvasTextBaseline, number>> = {
  ...{ alphabetic: 0, middle: 0.35, top: 0.8, hanging: 0.75, bottom: -0.2, ideographic: -0.15 },
};

/**
 * As much of a canvas's 2D context as the figures draw with, written down as SVG: what is drawn on the page becomes a file
 * whose lines and letters stay lines and letters at every size.
 */
export class SvgContext {
  fillStyle = '#000';
  strokeStyle = '#000';
  lineWidth = 1;
  lineCap: CanvasLineCap = 'butt';
  lineJoin: CanvasLineJoin = 'miter';
  globalAlpha = 1;
  font = '10px sans-serif';
  textAlign: CanvasTextAlign = 'start';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  imageSmoothingEnabled = true;
  #dash: readonly number[] = [];
  #transform = '';
  #path: string[] = [];
  readonly #saved: Pen[] = [];
  readonly #parts: string[] = [];

  /** The same, as paintings take it. */
  get canvas2d(): CanvasRenderingContext2D {
    return this as unknown as CanvasRenderingContext2D;
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, globalAlpha } = this;
    const { font, textAlign, textBaseline } = this;
    this.#saved.push({
      ...{ fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, globalAlpha },
      ...{ font, textAlign, textBaseline, dash: this.#dash, transform: this.#transform },
    });
  }

  restore(): void {
    const pen = this.#saved.pop();
    if (!pen) return;
    const { dash, transform, ...rest } = pen;
    Object.assign(this, rest);
    this.#dash = dash;
    this.#transform = transform;
  }

  translate(x: number, y: number): void {
    this.#transform += `translate(${round(x)} ${round(y)})`;
  }

  rotate(angle: number): void {
    this.#transform += `rotate(${round((angle * 180) / Math.PI)})`;
  }

  setLineDash(dash: readonly number[]): void {
    this.#dash = dash;
  }

  beginPath(): void {
    this.#path = [];
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`M${round(x)} ${round(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#path.push(`${this.#path.length === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`);
  }

  closePath(): void {
    this.#path.push('Z');
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path.push(boxPath(x, y, width, height));
  }

  arc(x: number, y: number, radius: number, from: number, to: number, backwards = false): void {
    const at = (angle: number) =>
      `${round(x + radius * Math.cos(angle))} ${round(y + radius * Math.sin(angle))}`;
    const turn = Math.min(2 * Math.PI, Math.abs(to - from)) * (backwards ? -1 : 1);
    this.#path.push(`${this.#path.length === 0 ? 'M' : 'L'}${at(from)}`);
    // Two halves: an arc in SVG that ends where it began is nothing.
    for (const end of [from + turn / 2, from + turn]) {
      this.#path.push(`A${round(radius)} ${round(radius)} 0 0 ${backwards ? 0 : 1} ${at(end)}`);
    }
  }

  fill(): void {
    this.#add('path', { d: this.#path.join(''), ...this.#filled() });
  }

  stroke(): void {
    this.#add('path', { d: this.#path.join(''), fill: 'none', ...this.#stroked() });
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#add('path', { d: boxPath(x, y, width, height), ...this.#filled() });
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#add('path', { d: boxPath(x, y, width, height), fill: 'none', ...this.#stroked() });
  }

  /** A file begins empty. */
  clearRect(): void {}

  fillText(text: string, x: number, y: number): void {
    this.#text(text, x, y, this.#filled());
  }

  strokeText(text: string, x: number, y: number): void {
    this.#text(text, x, y, { fill: 'none', ...this.#stroked() });
  }

  drawImage(image: HTMLCanvasElement, x: number, y: number, width: number, height: number): void {
    this.#add('image', {
      ...{ x: round(x), y: round(y), width: round(width), height: round(height) },
      href: image.toDataURL(),
      preserveAspectRatio: 'none',
      'image-rendering': this.imageSmoothingEnabled ? 'auto' : 'pixelated',
    });
  }

  /** The file. */
  toSvg(title: string, width: number, height: number): string {
    const size = `width="${round(width)}" height="${round(height)}"`;
    const box = `viewBox="0 0 ${round(width)} ${round(height)}"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${box} role="img">
<title>${escaped(title)}</title>
${this.#parts.join('\n')}
</svg>
`;
  }

  #filled(): Record<string, string> {
    return this.#paint('fill', this.fillStyle);
  }

  #stroked(): Record<string, string> {
    return {
      ...this.#paint('stroke', this.strokeStyle),
      'stroke-width': round(this.lineWidth),
      ...(this.lineCap === 'butt' ? {} : { 'stroke-linecap': this.lineCap }),
      ...(this.lineJoin === 'miter' ? {} : { 'stroke-linejoin': this.lineJoin }),
      ...(this.#dash.length > 0 && { 'stroke-dasharray': this.#dash.map(round).join(' ') }),
    };
  }

  /** With commas, and opacity apart: older readers know neither `rgb(1 2 3)` nor `#rrggbbaa`. */
  #paint(what: 'fill' | 'stroke', style: string): Record<string, string> {
    const long = /^#([\da-f]{6})([\da-f]{2})$/i.exec(style);
    const opacity = this.globalAlpha * (long ? parseInt(long[2], 16) / 255 : 1);
    const plain = long
      ? `#${long[1]}`
      : style.replace(/^rgb\((\d+) (\d+) (\d+)\)$/, 'rgb($1,$2,$3)');
    return { [what]: plain, ...(opacity < 1 && { [`${what}-opacity`]: round(opacity) }) };
  }

  #text(text: string, x: number, y: number, style: Readonly<Record<string, string>>): void {
    const font = /^(italic )?(?:(\d{3}|bold) )?([\d.]+)px (.*)$/.exec(this.font);
    const size = Number(font?.[3] ?? 10);
    const attributes = {
      ...{ x: round(x), y: round(y + DROPS[this.textBaseline] * size) },
      'text-anchor': ANCHORS[this.textAlign],
      'font-family': font?.[4] ?? 'sans-serif',
      'font-size': round(size),
      ...(font?.[1] && { 'font-style': 'italic' }),
      ...(font?.[2] && { 'font-weight': font[2] }),
      ...style,
    };
    this.#add('text', attributes, escaped(text));
  }

  #add(tag: string, attributes: Readonly<Record<string, string>>, inside = ''): void {
    const all = { ...attributes, ...(this.#transform && { transform: this.#transform }) };
    const written = Object.entries(all).map(([name, value]) => ` ${name}="${escaped(value)}"`);
    this.#parts.push(`<${tag}${written.join('')}${inside ? `>${inside}</${tag}>` : '/>'}`);
  }
}

function boxPath(x: number, y: number, width: number, height: number): string {
  return `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}Z`;
}

/** Two decimals are finer than any screen. */
function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (sign) => names[sign]);
}
