/** A colour map: 0 … 1 to a colour. */
export interface Ramp {
  at(t: number): string;
  rgb(t: number): readonly [number, number, number];
}

type Rgb = readonly [number, number, number];

/** Viridis (van der Walt & Smith 2015), sampled: perceptually even, safe for colour-blind eyes. */
const VIRIDIS = '440154 482475 414487 355f8d 2a788e 21918c 22a884 44bf70 7ad151 bddf26 fde725';
/** Plasma, its sister, so that density and importance are not mistaken for each other. */
const PLASMA = '0d0887 41049d 6a00a8 8f0da4 b12a90 cc4778 e16462 f2844b fca636 fcce25 f0f921';
/** Cividis (Nuñez, Anderton & Renslow 2018), for how much features overlap. */
const CIVIDIS = '00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838';
/** Mako and rocket (Waskom 2021), for losses and for dimensionalities. */
const MAKO = '0b0405 2b1c35 403a76 366a9e 3493a9 40b7ad 8bdab2 def5e5';
const ROCKET = '03051a 36193e 701f57 ad1759 e13342 f37651 f6b48f faebdd';
/** Blue, nothing, red, for values on either side of zero. */
const DIVERGING_LIGHT = '15406f 2f73b3 7fb3d9 c9e0ef ffffff fbd9c6 f0a07c cd4f42 8c1329';
const DIVERGING_DARK = '9fd0ff 5fa8e6 3778b0 26476a 20242b 6a332c ac4c3a e9805f ffc3a5';

function ramp(stops: string, from = 0, to = 1): Ramp {
  const colours = stops.split(' ').map(parse);
  const rgb = (t: number): Rgb => {
    const clamped = Number.isNaN(t) ? 0 : Math.min(1, Math.max(0, t));
    const place = (from + (to - from) * clamped) * (colours.length - 1);
    const below = Math.min(colours.length - 2, Math.floor(place));
    const [a, b] = [colours[below], colours[below + 1]];
    const mix = (k: 0 | 1 | 2) => Math.round(a[k] + (b[k] - a[k]) * (place - below));
    return [mix(0), mix(1), mix(2)];
  };
  return { rgb, at: (t) => `rgb(${rgb(t).join(' ')})` };
}

function parse(hex: string): Rgb {
  const value = parseInt(hex, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The colours of one theme, as canvases need them. */
export interface Palette {
  ground: string;
  quiet: string;
  hairline: string;
  edge: string;
  soft: string;
  ink: string;
  accent: string;
  /** What a kernel reads, and what it writes. */
  read: string;
  write: string;
  font: string;
  /** More important is further from the ground. */
  importance: Ramp;
  /** Denser is further from the ground. */
  density: Ramp;
  /** How much other features share a direction: 0 alone, 1 in superposition. */
  overlap: Ramp;
  /** A larger loss is further from the ground. */
  loss: Ramp;
  /** D: more of a dimension for itself is further from the ground. */
  dimensionality: Ramp;
  /** 0.5 is zero. */
  diverging: Ramp;
}

// Both ends stay clear of the ground: a yellow line on white would be no line.
const RAMPS = {
  light: {
    importance: ramp(VIRIDIS, 0.72, 0.02),
    density: ramp(PLASMA, 0.66, 0.0),
    overlap: ramp(CIVIDIS, 0, 0.92),
    loss: ramp(MAKO, 0.9, 0.05),
    dimensionality: ramp(ROCKET, 0.9, 0.05),
    diverging: ramp(DIVERGING_LIGHT),
  },
  dark: {
    importance: ramp(VIRIDIS, 0.38, 1),
    density: ramp(PLASMA, 0.38, 0.96),
    overlap: ramp(CIVIDIS, 0.3, 1),
    loss: ramp(MAKO, 0.25, 1),
    dimensionality: ramp(ROCKET, 0.25, 1),
    diverging: ramp(DIVERGING_DARK),
  },
};

const darkWish = matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark now: by choice, else by the system's wish. */
export function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'dark' || chosen === 'light') return chosen === 'dark';
  return darkWish.matches;
}

const known = new WeakMap<Element, { dark: boolean; palette: Palette }>();

/** The palette for canvases within an element; reads the tokens once a theme. */
export function paletteOf(host: Element): Palette {
  const dark = isDark();
  const before = known.get(host);
  if (before?.dark === dark) return before.palette;
  const style = getComputedStyle(host);
  const role = (name: string, fallback: string) =>
    style.getPropertyValue(`--sys-${name}`).trim() || fallback;
  const palette: Palette = {
    ground: role('ground', dark ? '#131519' : '#ffffff'),
    quiet: role('quiet', dark ? '#1c1f25' : '#f6f6f4'),
    hairline: role('hairline', dark ? '#353a43' : '#dededa'),
    edge: role('edge', dark ? '#757c88' : '#83837d'),
    soft: role('soft', dark ? '#a9afb9' : '#595955'),
    ink: role('ink', dark ? '#e8e9eb' : '#1b1b19'),
    accent: role('accent', dark ? '#8cbcf5' : '#0b5cad'),
    read: role('read', dark ? '#5eead4' : '#0f766e'),
    write: role('write', dark ? '#fbbf24' : '#b45309'),
    font: role('text', 'sans-serif'),
    ...RAMPS[dark ? 'dark' : 'light'],
  };
  known.set(host, { dark, palette });
  return palette;
}

/** Where a value stands between the least and the most; 1 where they are equal. */
export function share(value: number, least: number, most: number): number {
  return most > least ? (value - least) / (most - least) : 1;
}

/** The same on a logarithmic scale. */
export function logShare(value: number, least: number, most: number): number {
  return share(Math.log(value), Math.log(least), Math.log(most));
}

/** Black or white, whichever can be read on a colour. */
export function inkOn([r, g, b]: readonly [number, number, number]): string {
  const linear = (c: number) => (c / 255) ** 2.2;
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) > 0.2 ? '#000' : '#fff';
}
