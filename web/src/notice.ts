// Where the page tells what is not as a person may expect, though nothing has failed.
const texts = new Map<string, string>();

/** Shows one sentence about a matter, in place of the one before about the same; an empty text removes it. */
export function showNotice(matter: string, text: string): void {
  if (text) texts.set(matter, text);
  else texts.delete(matter);
  const region = document.querySelector<HTMLElement>('#notice')!;
  const lines = [...texts.values()].map((line) => {
    const part = document.createElement('span');
    part.textContent = line;
    return part;
  });
  region.replaceChildren(...lines);
  region.hidden = lines.length === 0;
}
