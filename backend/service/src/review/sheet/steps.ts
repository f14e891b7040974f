/** Of a sheet: the steps of a hearing from its opening to its minutes. Pure. */

import type { Stage } from '@giamsat/contract/stage';
import { momentText } from '@giamsat/contract/time-text';
import type { LogLine } from '@giamsat/contract/wire/live';
import type { SheetFinding } from '@giamsat/contract/wire/sheet';
import { stretchTexts } from './moments.ts';
import { findingAt, linesOfType, type Read, textIn } from './source.ts';
import { endedEarly } from './visits.ts';

const MAIN: readonly Stage[] = ['opening', 'questioning', 'debate', 'last_words', 'deliberation', 'pronouncing'];

/** In their order, with their times; usual ones that are not there are said. */
export const stages: Read = ({ visits, state }) => {
  /** Civil and administrative courts ask, criminal ones question. */
  const word = (stage: Stage): string =>
    stage === 'questioning' && state.caseType !== 'HS' ? 'questioning_civil' : stage;
  const found = visits
    .filter(({ stage }) => MAIN.includes(stage))
    .map(({ stage, from, to, line }): SheetFinding => {
      if (to === undefined) return findingAt(line, 'stage.lasting', { stage: word(stage), from: momentText(from) });
      const unusual = line.flags.includes('unusual-order');
      const values = { stage: word(stage), ...stretchTexts(from, to) };
      return findingAt(line, unusual ? 'stage.unusual' : 'stage.visited', values, unusual ? 'check' : 'recorded');
    });
  if (found.length === 0) return [];
  const absent = MAIN.filter((stage) => stage !== 'last_words' || state.caseType === 'HS')
    .filter((stage) => !visits.some((visit) => visit.stage === stage))
    .map((stage): SheetFinding => ({ code: 'stage.absent', values: { stage: word(stage) }, state: 'missing' }));
  return [...found, ...absent];
};

/** One finding for each line of that type: the second code where the event says more. */
const each =
  (type: string, plain: string, more: string, keys: Record<string, string>): Read =>
  (source) =>
    linesOfType(source, type).map((line) => {
      const said = Object.entries(keys).flatMap(([value, key]) => {
        const text = textIn(line, key);
        return text === undefined ? [] : [[value, text]];
      });
      return findingAt(line, said.length > 0 ? more : plain, {
        time: momentText(line.time),
        ...Object.fromEntries(said),
      });
    });

export const rights = each('hearing.rights.explained', 'rights.explained', 'rights.explained_to', { to: 'to' });
export const challenges = each('hearing.challenge.resolved', 'challenge.resolved', 'challenge.resolved', {
  target: 'target',
  result: 'result',
});
export const indictment = each('hearing.indictment.read', 'indictment.read', 'indictment.numbered', {
  number: 'indictmentNo',
});
export const lastWords = each('hearing.last_words.started', 'last_words.said', 'last_words.said_by', {
  name: 'defendant',
});

export const minutes: Read = (source) => [
  ...linesOfType(source, 'hearing.minutes.signed').map((line) => {
    const names = Array.isArray(line.data.signers) ? (line.data.signers as string[]).join(', ') : '';
    const time = momentText(line.time);
    return names ? findingAt(line, 'minutes.signed_by', { time, names }) : findingAt(line, 'minutes.signed', { time });
  }),
  ...linesOfType(source, 'hearing.minutes.amended').map((line) =>
    findingAt(line, 'minutes.amended', { time: momentText(line.time), text: textIn(line, 'amendment') ?? '' }),
  ),
];

export const publicity: Read = (source) => {
  const scheduled = linesOfType(source, 'hearing.scheduled').at(-1);
  const at = (to: string | undefined) => (to === 'in_camera' ? 'in_camera' : 'public');
  const changed = linesOfType(source, 'hearing.publicity.changed').map((line) =>
    findingAt(line, `publicity.changed_${at(textIn(line, 'to'))}`, { time: momentText(line.time) }),
  );
  return scheduled ? [findingAt(scheduled, `publicity.${at(textIn(scheduled, 'publicity'))}`), ...changed] : changed;
};

/** What the prosecutor proposed, beside what the court decided. */
export const result: Read = (source) => {
  const { visits, state } = source;
  const proposed = linesOfType(source, 'hearing.prosecutor.stated').map((line) => {
    const text = textIn(line, 'proposal');
    return text === undefined
      ? findingAt(line, 'result.stated', { time: momentText(line.time) })
      : findingAt(line, 'result.proposed', { text });
  });
  const judged = linesOfType(source, 'hearing.judgment.pronounced').flatMap(judgmentIn);
  const last = visits.at(-1);
  const ended =
    last && endedEarly(state.stage)
      ? [findingAt(last.line, 'result.ended', { stage: state.stage, time: momentText(last.from) })]
      : [];
  if (proposed.length + judged.length + ended.length === 0) return [];
  const none = (code: string): SheetFinding[] => [{ code, values: {}, state: 'missing' }];
  return [
    ...(proposed.length > 0 ? proposed : none('result.no_proposal')),
    ...(judged.length + ended.length > 0 ? [...judged, ...ended] : none('result.no_judgment')),
  ];
};

function judgmentIn(line: LogLine): SheetFinding[] {
  const number = textIn(line, 'judgmentNo');
  const results = (Array.isArray(line.data.results) ? line.data.results : []) as {
    concerning?: string;
    result: string;
  }[];
  if (results.length === 0) {
    const values = { number: number ?? '–', time: momentText(line.time) };
    return [findingAt(line, 'result.number', values)];
  }
  return results.map(({ concerning, result: text }) => {
    const said = concerning ? `${concerning}: ${text}` : text;
    return number === undefined
      ? findingAt(line, 'result.judged', { text: said })
      : findingAt(line, 'result.judged_no', { number, text: said });
  });
}
