/** Drawn next. */
export const MePage = () => null;
