/** Folds Vietnamese text for search and comparison: no marks, no case (`đ` is a letter of its own to Unicode, so it is mapped by hand). */

/** `Đỗ Thị Quỳnh` → `do thi quynh` */
export const foldText = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐÐð]/g, 'd')
    .toLowerCase();
