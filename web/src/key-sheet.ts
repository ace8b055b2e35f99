// Single keys for what the page's controls do, and the sheet that lists all keys.
import { keepChoice, keptChoice } from './kept-choices';
import { browserKeys, canvasKeys, keyText, singleKeyOf, singleKeys } from './keys';
import type { Keys, SingleKey } from './keys';

const sheet = document.querySelector<HTMLDialogElement>('#key-sheet')!;
const lists = document.querySelector<HTMLElement>('#key-lists')!;
const allowed = document.querySelector<HTMLInputElement>('#single-keys')!;

function listOf(title: string, rows: Keys[]): HTMLElement[] {
  const heading = document.createElement('h3');
  heading.textContent = title;
  const list = document.createElement('dl');
  list.append(
    ...rows.map(({ keys, does }) => {
      const row = document.createElement('div');
      const names = document.createElement('dt');
      for (const key of keys) {
        const cap = document.createElement('kbd');
        cap.textContent = keyText(key);
        names.append(cap, ' ');
      }
      const meaning = document.createElement('dd');
      meaning.textContent = does;
      row.append(names, meaning);
      return row;
    }),
  );
  return [heading, list];
}

/** Whether somebody may be writing there, or choosing in a list by its first letters. */
function takesLetters(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const field = target.closest('input, select, textarea, [contenteditable]');
  const types = ['range', 'checkbox', 'radio', 'file', 'button'];
  return field !== null && !(field instanceof HTMLInputElement && types.includes(field.type));
}

function use({ control, act }: SingleKey): boolean {
  const element = document.querySelector<HTMLElement>(`#${control}`);
  if (!element || element.hidden) return false;
  element.scrollIntoView({ block: 'nearest' });
  if (act === 'press') element.click();
  else element.focus();
  return true;
}

/** Connects the button, the sheet and the single keys. */
export function offerKeys(): void {
  lists.append(
    ...listOf('Single keys', singleKeys.map(({ key, does }) => ({ keys: [key], does }))),
    ...listOf('On the pictures and their controls, once they have the focus', canvasKeys),
    ...listOf('In the whole page', browserKeys),
  );
  allowed.checked = keptChoice('single-keys') !== 'off';
  allowed.addEventListener('change', () => keepChoice('single-keys', allowed.checked ? 'on' : 'off'));
  document.querySelector('#keys')!.addEventListener('click', () => sheet.showModal());
  document.querySelector('#keys-close')!.addEventListener('click', () => sheet.close());
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || !allowed.checked || sheet.open || takesLetters(event.target)) return;
    const found = singleKeyOf(event);
    if (found && use(found)) event.preventDefault();
  });
}
