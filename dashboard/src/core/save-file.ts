/** Hands a file to the browser, which asks or keeps it as its user has chosen. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun by then; at once some browsers would lose it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
