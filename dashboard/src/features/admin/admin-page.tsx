/** Drawn next. */
export const AdminPage = () => null;
