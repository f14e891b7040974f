/** Of a sheet: the panel beside the schedule, the prosecutor, who came and who did not. Pure. */

import type { Person } from '@giamsat/contract/event/people';
import { momentText } from '@giamsat/contract/time-text';
import type { LogLine } from '@giamsat/contract/wire/live';
import type { SheetFinding } from '@giamsat/contract/wire/sheet';
import { inForceOn } from '../rules.ts';
import { findingAt, linesOfType, type Read, type SheetSource, textIn } from './source.ts';

type Named = { people: readonly Person[]; line: LogLine };
const panelIn = (line: LogLine): Named | undefined =>
  Array.isArray(line.data.panel) ? { people: line.data.panel as Person[], line } : undefined;
const same = (a: Person) => (b: Person) => a.name === b.name && a.role === b.role;

export const panel: Read = (source) => {
  const { lines } = source;
  const opened = lines.find(({ type }) => type === 'hearing.opened');
  const before = opened ? lines.slice(0, lines.indexOf(opened) + 1) : lines;
  const planned = before.flatMap((line) => (line.type === 'hearing.scheduled' ? (panelIn(line) ?? []) : [])).at(-1);
  const sitting = before.flatMap((line) => panelIn(line) ?? []).at(-1);
  if (!sitting) return [];
  const found: SheetFinding[] = sitting.people.map((person) => {
    const known = !planned || planned.people.some(same(person));
    return findingAt(
      sitting.line,
      known ? 'panel.member' : 'panel.other',
      { role: person.role, name: person.name },
      known ? 'recorded' : 'check',
    );
  });
  for (const person of planned?.people ?? []) {
    if (!sitting.people.some(same(person))) {
      found.push(findingAt(sitting.line, 'panel.left', { role: person.role, name: person.name }, 'check'));
    }
  }
  const later = opened ? lines.slice(lines.indexOf(opened) + 1) : [];
  for (const line of later.filter(({ type }) => type === 'hearing.panel.changed')) {
    const number = textIn(line, 'decisionNo');
    const values = { time: momentText(line.time), ...(number === undefined ? {} : { number }) };
    found.push(findingAt(line, number === undefined ? 'panel.changed' : 'panel.changed_by', values, 'check'));
  }
  return [...found, ...oddSize(source, sitting)];
};

/** One judge and two lay assessors, and what else the law lets sit. */
function oddSize({ state, limits }: SheetSource, { people, line }: Named): SheetFinding[] {
  const judges = people.filter(({ role }) => role === 'presiding_judge' || role === 'judge').length;
  const assessors = people.filter(({ role }) => role === 'assessor').length;
  const usual = inForceOn(limits.panels, state.caseType, state.day)
    .filter(({ instance }) => instance === state.instance)
    .flatMap(({ sizes }) => sizes);
  if (usual.length === 0 || usual.some(([a, b]) => a === judges && b === assessors)) return [];
  return [findingAt(line, 'panel.size', { judges: `${judges}`, assessors: `${assessors}` }, 'check')];
}

export const prosecutor: Read = ({ state, lines }) => {
  const { prosecutor: person } = state;
  const line = lines.findLast(({ data }) => (data.prosecutor as Person | undefined)?.name === person?.name);
  return person && line ? [findingAt(line, 'prosecutor.named', { name: person.name })] : [];
};

export const attendance: Read = (source) => {
  const line = [
    ...linesOfType(source, 'hearing.attendance.recorded'),
    ...linesOfType(source, 'hearing.participants.recorded'),
  ]
    .sort((a, b) => (a.time < b.time ? -1 : 1))
    .at(-1);
  const known = source.state.participants.filter(({ present }) => present !== undefined);
  if (!line || known.length === 0) return [];
  const present = known.filter((person) => person.present);
  return [
    findingAt(line, 'attendance.present', { many: `${present.length}` }),
    ...known
      .filter((person) => !person.present)
      .map(({ role, name, absenceReason: why }) =>
        findingAt(line, why ? 'attendance.absent_why' : 'attendance.absent', { role, name, ...(why ? { why } : {}) }),
      ),
  ];
};
