/** Work that takes turns: one piece at a time, in the order of asking; a failure is told and ends only its own piece. */
export type Lane = <T>(work: () => Promise<T>) => Promise<T>;

export function createLane(onError: (error: unknown) => void): Lane {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(onError);
    return result;
  };
}
