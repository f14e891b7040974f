/** Drawn next. */
export const HearingPage = () => null;
