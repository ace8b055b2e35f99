// A person's settings, kept in this browser from one visit to the next. Where it keeps nothing (a private window, say),
// they last as long as the page.
const prefix = 'deepcars-';

export function keptChoice(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

export function keepChoice(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // It lasts as long as the page.
  }
}
