/** Drawn next. */
export const HearingsPage = () => null;
