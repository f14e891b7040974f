/** Targets (chỉ tiêu) by document and date, and when the statistical year begins: data, read and checked at the start. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Code, Day, Line } from '@giamsat/contract/primitives';
import { CaseType } from '@giamsat/contract/stage';
import type { Target } from '@giamsat/contract/wire/statistics';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { PlainError } from '../platform/errors.ts';
import { CASE_BOOK_FIGURES, HEARING_FIGURES } from './figures.ts';

const strict = { additionalProperties: false };
const StatisticsRules = Type.Object(
  {
    /** Number of the statistical year's first month. */
    yearBegins: Type.Integer({ minimum: 1, maximum: 12 }),
    targets: Type.Array(
      Type.Object(
        {
          figure: Code,
          /** Absent: for cases of all types together. */
          caseTypes: Type.Optional(Type.Array(CaseType, { minItems: 1 })),
          value: Type.Number({ minimum: 0 }),
          document: Line(200),
          issuedOn: Type.Optional(Day),
          /** In force for periods that end on these days; `to` inclusive. */
          from: Day,
          to: Type.Optional(Day),
          /** Compared with the document's text. */
          checked: Type.Boolean(),
        },
        strict,
      ),
    ),
  },
  strict,
);
type StatisticsRules = Static<typeof StatisticsRules>;

const FILE = path.join(import.meta.dirname, 'data', 'statistics.json');
const validator = Compile(StatisticsRules);

/** @throws PlainError that names the file and the place in it */
export async function readStatisticsRules(file = FILE): Promise<StatisticsRules> {
  const wrong = (what: string) => new PlainError(`${file}: ${what}`, { exitCode: 2 });
  const value: unknown = await readFile(file, 'utf8')
    .then((text) => JSON.parse(text) as unknown)
    .catch((error: Error) => {
      throw wrong(error.message);
    });
  if (!validator.Check(value)) {
    const [first] = validator.Errors(value);
    throw wrong(`${first?.instancePath || '/'} ${first?.message ?? 'is wrong'}`);
  }
  const known = new Set([...CASE_BOOK_FIGURES, ...HEARING_FIGURES].map(({ id }) => id));
  const unknown = value.targets.findIndex(({ figure }) => !known.has(figure));
  if (unknown >= 0) throw wrong(`/targets/${unknown}/figure is no figure`);
  return value;
}

/** Of several the one that came into force last. `type`: of that type of case alone. */
export function targetOf(
  { targets }: StatisticsRules,
  figure: string,
  type: string | undefined,
  day: string,
): Target | undefined {
  const [found] = targets
    .filter((one) => one.figure === figure && one.from <= day && (one.to === undefined || day <= one.to))
    .filter(({ caseTypes }) =>
      type === undefined ? caseTypes === undefined : caseTypes?.some((one) => one === type) === true,
    )
    .sort((a, b) => (a.from < b.from ? 1 : -1));
  if (!found) return undefined;
  const { value, document, issuedOn, checked } = found;
  return { value, document, ...(issuedOn === undefined ? {} : { issuedOn }), checked };
}
