/** What each event is called, in the law's own terms; used by the log, the wall's column and the clerk's console. */
export { EVENT_WORDS as events } from '@giamsat/contract/line-words';
