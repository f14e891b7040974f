/** Reads an event's schema into the fields of a form, so that the console asks for exactly what the contract knows. */
import { Day, Timestamp } from '@giamsat/contract/primitives';

type JsonSchema = {
  type?: string;
  enum?: readonly string[];
  pattern?: string;
  maxLength?: number;
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
  items?: JsonSchema;
  allOf?: readonly JsonSchema[];
};

const MOMENT = (Timestamp as JsonSchema).pattern;
const DAY = (Day as JsonSchema).pattern;

export type Field = { name: string; required: boolean } & (
  | { kind: 'text'; long: boolean; maxLength: number }
  | { kind: 'choice'; options: readonly string[] }
  | { kind: 'moment' }
  | { kind: 'day' }
  | { kind: 'room' }
  | { kind: 'switch' }
  | { kind: 'lines' }
  | { kind: 'group'; fields: Field[] }
  | { kind: 'rows'; fields: Field[] }
);

/** Where its words stand: a moment may have a name of its own, as an end is no change. */
export const labelOf = ({ name, kind }: Field): string[] => [`field.${name}.${kind}`, `field.${name}`];

/** Members that the console fills in itself. */
const HIDDEN = new Set(['successorId', 'parentHearingId', 'duplicateOf', 'adhoc', 'court', 'minor']);
const LONG_FROM = 300;

export const fieldsOf = (schema: unknown): Field[] => {
  const { allOf, properties = {}, required = [] } = schema as JsonSchema;
  if (allOf) return allOf.flatMap(fieldsOf);
  return Object.entries(properties)
    .filter(([name]) => !HIDDEN.has(name))
    .flatMap(([name, member]) => {
      const kind = kindOf(name, member);
      return kind ? [{ name, required: required.includes(name), ...kind }] : [];
    });
};

type Kind = Field extends infer F ? (F extends Field ? Omit<F, 'name' | 'required'> : never) : never;

const kindOf = (name: string, schema: JsonSchema): Kind | undefined => {
  if (schema.enum) return { kind: 'choice', options: schema.enum };
  if (name === 'room') return { kind: 'room' };
  if (schema.type === 'boolean') return { kind: 'switch' };
  if (schema.type === 'string') {
    if (schema.pattern === MOMENT) return { kind: 'moment' };
    if (schema.pattern === DAY) return { kind: 'day' };
    const maxLength = schema.maxLength ?? 300;
    return { kind: 'text', maxLength, long: maxLength > LONG_FROM };
  }
  if (schema.type === 'object' && schema.properties) return { kind: 'group', fields: fieldsOf(schema) };
  if (schema.type === 'array' && schema.items)
    return schema.items.properties ? { kind: 'rows', fields: fieldsOf(schema.items) } : { kind: 'lines' };
  return undefined;
};
