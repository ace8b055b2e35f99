// Hands a person a file that the page has made.

export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has taken the file when a later task runs.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
