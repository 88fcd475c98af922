import { keysWanted } from './keys-wish';

/** Elements that use the space bar themselves. */
const PRESSED_BY_SPACE = 'button, summary, a, select, [role="application"]';
/** Elements that one types into. */
const TYPED_INTO = 'input, textarea, select, [contenteditable]';

/** What a key asks of the transport, or null: not while typing, not with modifier keys, not held down. */
export function shortcut(event: KeyboardEvent): 'toggle' | 'step' | 'reset' | null {
  if (!keysWanted()) return null;
  const { ctrlKey, metaKey, altKey, shiftKey, repeat, defaultPrevented } = event;
  if (ctrlKey || metaKey || altKey || shiftKey || repeat || defaultPrevented) return null;
  const target = event.composedPath()[0];
  const within = (selector: string) => target instanceof Element && target.closest(selector);
  if (within(TYPED_INTO)) return null;
  switch (event.key) {
    case ' ':
      return within(PRESSED_BY_SPACE) ? null : 'toggle';
    case 's':
      return 'step';
    case 'r':
      return 'reset';
    default:
      return null;
  }
}
