// Every key that the page and the canvas know: the page acts by these tables, and the sheet of keys shows them. No DOM
// in here.

/** A single key, which a person can turn off (WCAG 2.2, 2.1.4). Each has a control that does the same. */
export interface SingleKey {
  /** KeyboardEvent.key, without modifiers beyond those that the character needs. */
  key: string;
  does: string;
  /** The id of the control that does the same. */
  control: string;
  /** Whether the key presses the control, or only moves the focus there. */
  act: 'press' | 'focus';
}

export const singleKeys: SingleKey[] = [
  { key: '?', does: 'Show these keys', control: 'keys', act: 'press' },
  { key: 'o', does: 'Choose a photo', control: 'photo-file', act: 'press' },
  { key: 'm', does: 'Go to the saliency method', control: 'method', act: 'focus' },
  { key: 't', does: 'Go to what is explained', control: 'target', act: 'focus' },
  { key: 's', does: 'Stop drawing the map or searching', control: 'stop-explaining', act: 'press' },
  { key: 'd', does: 'Go to the tests of the map', control: 'trust', act: 'focus' },
  { key: 'l', does: 'Copy a link to this view', control: 'copy-link', act: 'press' },
  { key: 'k', does: 'Open or close the lesson "Catch the cheat"', control: 'lesson-open', act: 'press' },
  { key: '+', does: 'Enlarge the pictures', control: 'zoom-in', act: 'press' },
  { key: '-', does: 'Make the pictures smaller', control: 'zoom-out', act: 'press' },
  { key: '0', does: 'Show the whole pictures again', control: 'zoom-reset', act: 'press' },
  { key: 'c', does: 'Go to the colours', control: 'theme', act: 'focus' },
];

/** Keys that do one thing: names of KeyboardEvent.key. */
export interface Keys {
  keys: string[];
  does: string;
}

const arrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];

/** The canvas takes these while it has the focus, and no others. */
export const canvasKeys: Keys[] = [
  { keys: arrows, does: 'Go from control to control, or through an open list' },
  { keys: [' ', 'Enter'], does: 'Open a list, choose in it, or press a column; on the opacity, set it with the arrows' },
  { keys: ['Escape'], does: 'Close a list' },
  { keys: ['Home', 'End', 'PageUp', 'PageDown'], does: 'Go farther through an open list' },
];

/** What browsers do by themselves with the page's controls. */
export const browserKeys: Keys[] = [
  { keys: ['Tab', 'Shift+Tab'], does: 'Go to the next or the previous control' },
  { keys: ['Enter', ' '], does: 'Press a button, open or close a part of the page' },
  { keys: arrows, does: 'Choose in a list, or move the opacity' },
  { keys: ['Ctrl+Z', 'Ctrl+Y'], does: 'Undo or redo what is hidden of the photo (on a Mac with Command)' },
  { keys: [...arrows, 'Home', 'End'], does: 'Go from tile to tile, where the photo is hidden by tiles' },
  { keys: arrows, does: 'Move the frame of the crop, once it has the focus; with Shift size it' },
  { keys: ['Ctrl+V'], does: 'Paste a photo (on a Mac with Command)' },
  { keys: ['Escape'], does: 'Close this sheet' },
];

export const isCanvasKey = (key: string): boolean => canvasKeys.some(({ keys }) => keys.includes(key));

const shown: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page up',
  PageDown: 'Page down',
  ' ': 'Space',
};

/** What is written on a key. */
export const keyText = (key: string): string => shown[key] ?? (/^[a-z]$/.test(key) ? key.toUpperCase() : key);

/** The members of a KeyboardEvent that matter here. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey' | 'repeat'>;

/** The single key that was pressed, if it was one, and without modifiers. */
export function singleKeyOf(pressed: Pressed): SingleKey | undefined {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey || pressed.repeat) return undefined;
  const found = singleKeys.find(({ key }) => key === pressed.key);
  // Some characters need Shift; a letter with it is a capital.
  return found && pressed.shiftKey && /[a-z]/.test(found.key) ? undefined : found;
}
