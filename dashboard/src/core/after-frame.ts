/** Work that waits until what was changed just now is on the screen. */

/** A page that nobody sees draws no frames. */
const AT_MOST_MS = 100;

export const afterFrame = (work: () => void): void => {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    work();
  };
  requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, AT_MOST_MS);
};
