/** What is looked for, kept in the address behind its `#`: it can be sent on, and no server on the way is told of it. */
import { CASE_TYPES, STAGES } from '@giamsat/contract/stage';
import { MAX_TAG_LENGTH } from '@giamsat/contract/wire/notes';
import { MAX_QUERY, type SearchRequest } from '@giamsat/contract/wire/search';

export type Wanted = Omit<SearchRequest, 'after'>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const SWITCHES = ['gap', 'flag', 'correction'] as const;

/** What is not understood is left out. */
export const wantedOf = (hash: string): Wanted => {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const text = (key: string, longest: number) => said.get(key)?.slice(0, longest).trim() || undefined;
  const day = (key: string) => {
    const value = said.get(key) ?? '';
    return DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
  };
  const court = said.get('court') ?? '';
  const values = {
    q: text('q', MAX_QUERY),
    court: CODE.test(court) ? court : undefined,
    type: CASE_TYPES.find((one) => one === said.get('type')),
    stage: STAGES.find((one) => one === said.get('stage')),
    from: day('from'),
    to: day('to'),
    person: text('person', 120),
    tag: text('tag', MAX_TAG_LENGTH),
    ...Object.fromEntries(SWITCHES.map((key) => [key, said.get(key) === '1' ? true : undefined])),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Wanted;
};

/** Empty where nothing is looked for. */
export const hashOf = (wanted: { [key in keyof Wanted]?: Wanted[key] | undefined }): string => {
  const entries = Object.entries(wanted).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, value === true ? '1' : value]],
  );
  return entries.length > 0 ? `#${new URLSearchParams(entries)}` : '';
};

export const isEmpty = (wanted: Wanted): boolean => Object.keys(wanted).length === 0;
/** How many filters are set, beside the words. */
export const filterCount = ({ q: _q, ...filters }: Wanted): number => Object.keys(filters).length;
