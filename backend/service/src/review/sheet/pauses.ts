/** Of a sheet: recesses, suspensions, postponement and deliberation, each with its total and its limit. Pure. */

import { dayOf } from '@giamsat/contract/time';
import { momentText } from '@giamsat/contract/time-text';
import type { SheetFinding } from '@giamsat/contract/wire/sheet';
import { inForceOn } from '../rules.ts';
import { dayText, stretchTexts } from './moments.ts';
import { findingAt, limitOf, linesOfType, type Read, textIn } from './source.ts';

const minutesOf = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
const daysOf = (from: string, to: string): number =>
  Math.round((Date.parse(`${dayOf(to)}T00:00:00.000Z`) - Date.parse(`${dayOf(from)}T00:00:00.000Z`)) / 86_400_000);

export const recesses: Read = ({ visits, state, limits }) => {
  const all = visits.filter(({ stage }) => stage === 'recess');
  if (all.length === 0) {
    const opened = visits.find(({ stage }) => stage === 'opening');
    return opened ? [findingAt(opened.line, 'recess.none')] : [];
  }
  const [continuous] = inForceOn(limits.continuous, state.caseType, state.day);
  const found = all.map(({ from, to, line }): SheetFinding => {
    if (to === undefined) return findingAt(line, 'recess.lasting', { from: momentText(from) });
    const texts = stretchTexts(from, to);
    return continuous && dayOf(from) !== dayOf(to)
      ? findingAt(line, 'recess.overnight', { ...texts, basis: continuous.basis }, 'check')
      : findingAt(line, 'recess.one', { ...texts, minutes: `${minutesOf(from, to)}` });
  });
  const ended = all.flatMap(({ from, to }) => (to === undefined ? [] : [minutesOf(from, to)]));
  const total = ended.reduce((sum, minutes) => sum + minutes, 0);
  const sum = {
    code: 'recess.total',
    values: { minutes: `${total}`, many: `${all.length}` },
    state: 'recorded',
  } as const;
  return [...found, sum];
};

export const suspensions: Read = (source) => {
  const all = source.visits.filter(({ stage }) => stage === 'suspended');
  if (all.length === 0) {
    const opened = source.visits.find(({ stage }) => stage === 'opening');
    return opened ? [findingAt(opened.line, 'suspension.none')] : [];
  }
  return all.flatMap(({ from, to, line }) => {
    const reason = textIn(line, 'reasonCode');
    const why = reason === undefined ? [] : [findingAt(line, 'suspension.reason', { reason })];
    const limit = limitOf(source, 'suspension', dayOf(from));
    const rule = { limit: limit ? dayText(limit.day) : '–', basis: limit?.basis ?? '–' };
    if (to === undefined) return [findingAt(line, 'suspension.lasting', { from: momentText(from), ...rule }), ...why];
    const late = limit !== undefined && dayOf(to) > limit.day;
    const values = { ...stretchTexts(from, to), days: `${daysOf(from, to)}`, ...rule };
    return [findingAt(line, late ? 'suspension.long' : 'suspension.one', values, late ? 'check' : 'recorded'), ...why];
  });
};

export const postponement: Read = (source) => {
  const line = linesOfType(source, 'hearing.postponed').at(-1);
  const { visits, state } = source;
  if (!line) return state.stage === 'closed' ? nothing(visits, 'postponement.none') : [];
  const found = [
    findingAt(line, 'postponement.reason', {
      time: momentText(line.time),
      reason: textIn(line, 'reasonCode') ?? 'OTHER',
    }),
  ];
  const limit = limitOf(source, 'postponement', dayOf(line.time));
  if (!limit) return found;
  const rule = { limit: dayText(limit.day), basis: limit.basis };
  const next = textIn(line, 'nextStart');
  if (next === undefined) return [...found, findingAt(line, 'postponement.no_day', rule)];
  const late = dayOf(next) > limit.day;
  const values = { day: dayText(dayOf(next)), ...rule };
  return [
    ...found,
    findingAt(line, late ? 'postponement.late' : 'postponement.next', values, late ? 'check' : 'recorded'),
  ];
};

const nothing = (visits: Parameters<Read>[0]['visits'], code: string): SheetFinding[] => {
  const last = visits.at(-1);
  return last ? [findingAt(last.line, code)] : [];
};

/** On the judgment; of a decision the law sets no time. */
export const deliberation: Read = (source) =>
  source.visits
    .filter(({ stage, line }) => stage === 'deliberation' && line.data.purpose !== 'decision')
    .map(({ from, to, line }) => {
      const limit = limitOf(source, 'deliberation', dayOf(from));
      const rule = { limit: limit ? dayText(limit.day) : '–', basis: limit?.basis ?? '–' };
      if (to === undefined) return findingAt(line, 'deliberation.lasting', { from: momentText(from), ...rule });
      const late = limit !== undefined && dayOf(to) > limit.day;
      const values = { ...stretchTexts(from, to), ...(late ? rule : {}) };
      return findingAt(line, late ? 'deliberation.long' : 'deliberation.one', values, late ? 'check' : 'recorded');
    });
