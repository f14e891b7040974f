/** A moment in an address: an RFC 3339 timestamp, as the copied links have it. Anything else is no moment. */
const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since the epoch. */
export const momentIn = (search: URLSearchParams, name: string): number | undefined => {
  const text = search.get(name) ?? '';
  const at = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
};
