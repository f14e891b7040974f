/** What a review sheet asks and by which terms of the law it counts: data, read and checked at the start. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Day, Line } from '@giamsat/contract/primitives';
import { CaseType, Instance } from '@giamsat/contract/stage';
import { Bilingual, SheetCode } from '@giamsat/contract/wire/sheet';
import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { PlainError } from '../platform/errors.ts';
import { Calendar, Term } from './working-days.ts';

const opt = Type.Optional;
const strict = { additionalProperties: false };
const CaseTypes = Type.Array(CaseType, { minItems: 1 });
/** In force from that day to the next entry's; the article, and whether it was compared with its text. */
const Rule = { caseTypes: CaseTypes, basis: Line(160), from: Day, to: opt(Day) };

/** What the log answers, by the code of its item. */
export const LOG_ITEMS = [
  'panel',
  'prosecutor',
  'attendance',
  'publicity',
  'stages',
  'rights',
  'challenges',
  'indictment',
  'last_words',
  'recesses',
  'suspensions',
  'postponement',
  'deliberation',
  'result',
  'minutes',
] as const;
export type LogItem = (typeof LOG_ITEMS)[number];

const applies = {
  title: Bilingual,
  caseTypes: opt(CaseTypes),
  instances: opt(Type.Array(Instance)),
  basis: opt(Type.Array(Type.Object({ caseTypes: CaseTypes, text: Line(160) }, strict))),
};
const TemplateItem = Type.Union([
  Type.Object({ id: Type.Enum(LOG_ITEMS), kind: Type.Literal('log'), ...applies }, strict),
  Type.Object({ id: SheetCode, kind: Type.Literal('choice'), options: Line(40), ...applies }, strict),
  Type.Object({ id: SheetCode, kind: Type.Enum(['text', 'date'] as const), ...applies }, strict),
]);
export type TemplateItem = Static<typeof TemplateItem>;
const Template = Type.Object(
  {
    title: Bilingual,
    sections: Type.Array(Type.Object({ id: SheetCode, title: Bilingual, items: Type.Array(TemplateItem) }, strict)),
    options: Type.Record(Type.String(), Type.Array(Type.Object({ code: SheetCode, title: Bilingual }, strict))),
  },
  strict,
);

export const LIMITED = ['suspension', 'postponement', 'deliberation'] as const;
const Limits = Type.Object(
  {
    /** How long at most; past it is shown to be checked, never called a breach. */
    limits: Type.Array(Type.Object({ of: Type.Enum(LIMITED), term: Term, checked: Type.Boolean(), ...Rule }, strict)),
    /** Where a hearing goes on day after day. */
    continuous: Type.Array(Type.Object(Rule, strict)),
    /** Judges and lay assessors on a panel. */
    panels: Type.Array(
      Type.Object(
        {
          caseTypes: CaseTypes,
          instance: Instance,
          sizes: Type.Array(Type.Tuple([Type.Integer(), Type.Integer()])),
          from: Day,
          to: opt(Day),
        },
        strict,
      ),
    ),
    deadlines: Type.Array(
      Type.Object(
        {
          id: SheetCode,
          of: Type.Enum(['judgment', 'decision'] as const),
          title: Bilingual,
          term: Term,
          checked: Type.Boolean(),
          /** Absent: from the day itself; else from the procuracy's receipt, always or where no prosecutor took part. */
          counts: opt(Type.Enum(['receipt', 'receipt_without_prosecutor'] as const)),
          ...Rule,
        },
        strict,
      ),
    ),
  },
  strict,
);
export type Limits = Static<typeof Limits>;

export type SheetRules = { template: Static<typeof Template>; limits: Limits; calendar: Calendar };

export const RULES_DIR = path.join(import.meta.dirname, 'data');

/** One file of rules. @throws PlainError that names the file and the place in it */
export async function readRules<T extends TSchema>(dir: string, name: string, schema: T): Promise<Static<T>> {
  const file = path.join(dir, name);
  const value: unknown = await readFile(file, 'utf8')
    .then((text) => JSON.parse(text) as unknown)
    .catch((error: Error) => {
      throw new PlainError(`${file}: ${error.message}`, { exitCode: 2 });
    });
  const validator = Compile(schema);
  if (validator.Check(value)) return value as Static<T>;
  const [first] = validator.Errors(value);
  throw new PlainError(`${file}: ${first?.instancePath || '/'} ${first?.message ?? 'is wrong'}`, { exitCode: 2 });
}

/** @throws PlainError that names the file and the place in it */
export async function readSheetRules(dir: string): Promise<SheetRules> {
  const [template, limits, calendar] = await Promise.all([
    readRules(dir, 'sheet-template.json', Template),
    readRules(dir, 'legal-limits.json', Limits),
    readRules(dir, 'holidays.json', Calendar),
  ]);
  for (const item of template.sections.flatMap(({ items }) => items)) {
    if (item.kind === 'choice' && !Object.hasOwn(template.options, item.options)) {
      throw new PlainError(`sheet-template.json: ${item.id} has options that are not there`, { exitCode: 2 });
    }
  }
  return { template, limits, calendar };
}

type Dated = { caseTypes: readonly string[]; from: string; to?: string | undefined };
/** The rules that held for that type of case on that day. */
export const inForceOn = <R extends Dated>(rules: readonly R[], caseType: string | undefined, day: string): R[] =>
  rules.filter(
    ({ caseTypes, from, to }) =>
      caseType !== undefined && caseTypes.includes(caseType) && from <= day && (to === undefined || day <= to),
  );
