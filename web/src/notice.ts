// Where the page tells what is not as a person may expect, though nothing has failed.
interface Action {
  label: string;
  run: () => void;
}

const notices = new Map<string, { text: string; action: Action | undefined }>();

function partsOf({ text, action }: { text: string; action: Action | undefined }): HTMLElement[] {
  const line = document.createElement('span');
  line.textContent = text;
  if (!action) return [line];
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet';
  button.textContent = action.label;
  button.addEventListener('click', action.run);
  return [line, button];
}

/** Shows one sentence about a matter, in place of the one before about the same; an empty text removes it. */
export function showNotice(matter: string, text: string, action?: Action): void {
  if (text) notices.set(matter, { text, action });
  else notices.delete(matter);
  const region = document.querySelector<HTMLElement>('#notice')!;
  region.replaceChildren(...[...notices.values()].flatMap(partsOf));
  region.hidden = notices.size === 0;
}
