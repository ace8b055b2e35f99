/** The element of index.html with this id; there must be one. */
export const element = <T extends HTMLElement>(id: string): T => document.querySelector<T>(`#${id}`)!;
