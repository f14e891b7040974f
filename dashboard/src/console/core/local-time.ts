/** Times as a clerk types them: Asia/Ho_Chi_Minh, whatever the desktop's own zone is (UTC+7, no daylight saving). */
const ZONE = '+07:00';
const ZONE_MS = 7 * 3600_000;

/** `2021-04-15T01:00:00.000Z` → `2021-04-15T08:00` */
export const toLocalInput = (timestamp: string): string =>
  new Date(Date.parse(timestamp) + ZONE_MS).toISOString().slice(0, 16);

/** `2021-04-15T08:00` → `2021-04-15T01:00:00.000Z`; undefined while it is incomplete. */
export const fromLocalInput = (value: string): string | undefined => {
  const at = Date.parse(`${value}:00${ZONE}`);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};

/** `08:05` on the day of `now` → timestamp. */
export const todayAt = (clock: string, now: number): string | undefined =>
  fromLocalInput(`${toLocalInput(new Date(now).toISOString()).slice(0, 10)}T${clock}`);

/** `08:05` */
export const clockOf = (timestamp: string): string => toLocalInput(timestamp).slice(11);
