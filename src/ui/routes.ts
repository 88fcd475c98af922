/** The views of the page, as the address's fragment names them. */
export type Route =
  /** The experiment at an address such as `basic-results/linear-20`; `introduction` is the start page. */
  | {
      view: 'experiment';
      address: string;
      /** Settings that differ from the preset's, as a query (settings-link.ts); not to be trusted. */
      settings: string;
    }
  /** The list of experiments. */
  | { view: 'experiments' }
  /** All ladders and families. */
  | { view: 'kernels' }
  /** The lesson about the fused program. */
  | { view: 'why-fuse' }
  /** One kernel; `code` is a text that came by link, packed, and is not to be trusted. */
  | { view: 'kernel'; name: string; code: string | null }
  /** Kernels measured on this device, alone or beside libraries. */
  | { view: 'bench' | 'libraries' };

/** The experiment that the page starts with; its address is `#/`. */
const START = 'introduction';

/**
 * The view that a fragment asks for. Whatever it does not know is the start page: another fragment, or none.
 *
 * @param hash with its '#'
 */
export function parseRoute(hash: string): Route {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [first, name = ''] = path.split('/');
  if (first === 'experiments') return experimentRoute(path, query);
  if (first === 'bench') return { view: name === 'libraries' ? 'libraries' : 'bench' };
  if (first !== 'kernels') {
    const settings = first === '' ? query : '';
    return { view: 'experiment', address: START, settings };
  }
  if (name === '') return { view: 'kernels' };
  if (name === 'why-fuse') return { view: 'why-fuse' };
  return { view: 'kernel', name: decoded(name), code: new URLSearchParams(query).get('code') };
}

function experimentRoute(path: string, settings: string): Route {
  const [, preset = '', run = ''] = path.split('/').map(decoded);
  if (preset === '') return { view: 'experiments' };
  return { view: 'experiment', address: run === '' ? preset : `${preset}/${run}`, settings };
}

/** The fragment of a view. */
export function hashOf(route: Route): string {
  switch (route.view) {
    case 'experiment': {
      const settings = route.settings === '' ? '' : `?${route.settings}`;
      return `${route.address === START ? '#/' : `#/experiments/${route.address}`}${settings}`;
    }
    case 'experiments':
      return '#/experiments';
    case 'kernels':
      return '#/kernels';
    case 'why-fuse':
      return '#/kernels/why-fuse';
    case 'kernel': {
      const code = route.code === null ? '' : `?code=${route.code}`;
      return `#/kernels/${encodeURIComponent(route.name)}${code}`;
    }
    case 'bench':
      return '#/bench';
    case 'libraries':
      return '#/bench/libraries';
  }
}

/** The fragment of an experiment, or of one of its runs, with the settings that differ. */
export function experimentHash(address: string, settings = ''): string {
  return hashOf({ view: 'experiment', address, settings });
}

/** The fragment of the lesson about the fused program. */
export const WHY_FUSE = hashOf({ view: 'why-fuse' });

/** The fragment of a kernel's page. */
export function kernelHash(name: string): string {
  return hashOf({ view: 'kernel', name, code: null });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % in a hand-made link
  }
}
