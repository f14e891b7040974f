import { CATALOGUE, EVENT_TYPES } from '@giamsat/contract/event/catalogue';
import { describe, expect, it } from 'vitest';
import { dictionary } from '../words/dictionary.vi.ts';
import { fieldsOf, labelOf } from './form-fields.ts';
import { FURTHER_STEPS, mustBeHeld } from './steps.ts';

describe('fieldsOf', () => {
  it('reads a postponement, whose schema is an intersection, with its kinds of fields', () => {
    const kinds = Object.fromEntries(fieldsOf(CATALOGUE['hearing.postponed']).map((field) => [field.name, field.kind]));
    expect(kinds).toMatchObject({
      reasonCode: 'choice',
      nextStart: 'moment',
      limitDate: 'day',
      room: 'room',
      absent: 'lines',
    });
    expect(kinds).not.toHaveProperty('successorId');
  });
  it('knows the reason code as required and the decision number as not', () => {
    const required = fieldsOf(CATALOGUE['hearing.suspended'])
      .filter((field) => field.required)
      .map((field) => field.name);
    expect(required).toEqual(['reasonCode']);
  });
  it('asks from when to when a recording is released and why, and calls the end an end', () => {
    const fields = fieldsOf(CATALOGUE['recording.released']);
    const asked = fields.map((field) => [
      labelOf(field)
        .map((label) => (dictionary.console as Record<string, string>)[label])
        .find(Boolean),
      field.required,
    ]);
    expect(asked).toEqual([
      ['Từ', true],
      ['Đến', true],
      ['Lý do', true],
    ]);
    expect(FURTHER_STEPS.protection).toContain('recording.released');
    expect(mustBeHeld('recording.released')).toBe(true);
  });
  it('has a word for every field and choice of every step that the console offers', () => {
    const { console: own, people, reason } = dictionary;
    const shared = [...Object.keys(people), ...Object.keys(reason)].map((key) => `choice.${key}`);
    const words = new Set([...Object.keys(own), ...shared]);
    const missing: string[] = [];
    const visit = (fields: ReturnType<typeof fieldsOf>) => {
      for (const field of fields) {
        if (!labelOf(field).some((label) => words.has(label))) missing.push(`field.${field.name}`);
        if (field.kind === 'choice')
          missing.push(...field.options.map((o) => `choice.${o}`).filter((key) => !words.has(key)));
        if ('fields' in field) visit(field.fields);
      }
    };
    const offered = new Set<string>(['hearing.scheduled', ...Object.values(FURTHER_STEPS).flat()]);
    for (const type of EVENT_TYPES.filter((one) => offered.has(one))) visit(fieldsOf(CATALOGUE[type]));
    expect(missing).toEqual([]);
  });
});
