/** Names of courts, rooms and cameras on English pages: the generic part is translated, the proper name stays as it is. Pure. */

type Rule = readonly [pattern: RegExp, english: string];

/** From the most particular to the plainest; a name that follows none of them is shown as it was registered. */
const COURT: readonly Rule[] = [
  [/^Tòa án nhân dân tỉnh (.+)$/u, "People's Court of $1 province"],
  [/^Tòa án nhân dân thành phố (.+)$/u, "People's Court of $1 city"],
  [/^Tòa án nhân dân huyện (.+)$/u, "People's Court of $1 district"],
  [/^Tòa án nhân dân thị xã (.+)$/u, "People's Court of $1 town"],
  [/^Tòa án nhân dân khu vực (.+)$/u, "People's Court of region $1"],
  [/^TAND tỉnh$/u, 'Province court'],
  [/^TAND tỉnh (.+)$/u, '$1 province court'],
  [/^TAND (?:TP|thành phố) (.+)$/u, '$1 city court'],
  [/^TAND (?:khu vực|KV) ?(.+)$/u, 'Region $1 court'],
  [/^TAND (.+)$/u, '$1 court'],
];
const ROOM: readonly Rule[] = [
  [/^Phòng xử án (.+)$/u, 'Courtroom $1'],
  [/^Phòng xử án$/u, 'Courtroom'],
  [/^Hội trường(?: xét xử)?(.*)$/u, 'Hall$1'],
];
const CAMERA: readonly Rule[] = [
  [/^Hội đồng xét xử$/u, 'Panel'],
  [/^Bục khai báo$/u, 'Witness stand'],
  [/^Phòng xử(?: án)?$/u, 'Courtroom'],
  [/^Toàn cảnh$/u, 'Whole room'],
  [/^Bị cáo$/u, 'Defendant'],
];

const inEnglish =
  (rules: readonly Rule[]) =>
  (name: string, language: string): string => {
    if (language !== 'en') return name;
    const rule = rules.find(([pattern]) => pattern.test(name.normalize('NFC')));
    return rule ? name.normalize('NFC').replace(rule[0], rule[1]) : name;
  };

/** A court's full or short name, as it was on the hearing's day, in the page's language. */
export const courtNameIn = inEnglish(COURT);
/** A courtroom's name in the page's language. */
export const roomNameIn = inEnglish(ROOM);
/** A camera's name in the page's language. */
export const cameraNameIn = inEnglish(CAMERA);
