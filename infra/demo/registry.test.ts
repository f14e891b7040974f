// The demo's people and documents: what the issue promises of them, judged by the policy that everything asks.
import { ROLES } from '@giamsat/contract/registry';
import { type HearingFacts, may } from '@giamsat/service/access/policy';
import type { Viewer } from '@giamsat/service/access/viewer';
import { expect, test } from 'vitest';
import { hearings } from './day/day.ts';
import { demoRegistry } from './registry.ts';

const seed = await demoRegistry(async () => '$argon2id$v=19$x', {});
const { accounts = [], authorisations = [], organisations = [] } = seed;
const NOON = Date.parse('2026-03-05T05:00:00.000Z');

function viewer(login: string): Viewer {
  const account = accounts.find((one) => one.login === login);
  if (!account) throw new Error(login);
  const { passwordHash: _, ...person } = account;
  return {
    ...person,
    sessionId: 'one',
    authorisations: authorisations
      .filter(({ organisation }) => organisation === account.organisation)
      .map((document) => ({ ...document, id: document.documentNo })),
  };
}
const facts = (court: string, room: string): HearingFacts => ({
  id: '0',
  court,
  room,
  caseType: 'HS',
  ended: false,
  panel: [],
});
const watched = (login: string): string[] =>
  hearings
    .filter(
      ({ court, room }) => may(viewer(login), 'live.watch', { ...facts(court, room), restricted: false }, NOON).allowed,
    )
    .map(({ court }) => court);

test('four courts with an agent each, seven rooms, one of them with two cameras', () => {
  expect(seed.agents.map(({ court }) => court).sort()).toEqual(['cl', 'lb', 'ls', 'tp']);
  expect(seed.rooms).toHaveLength(7);
  const cameras = seed.rooms.map(({ code }) => seed.feeds.filter(({ room }) => room === code).length);
  expect(cameras.sort()).toEqual([1, 1, 1, 1, 1, 1, 2]);
  // Valid without end: the demo is shown under today's date.
  for (const { validTo } of [...seed.courts, ...seed.rooms, ...seed.courts.flatMap(({ names }) => names)]) {
    expect(validTo).toBeUndefined();
  }
});

test('somebody of every role', () => {
  expect([...new Set(accounts.map(({ role }) => role))].sort()).toEqual([...ROLES].sort());
});

test('one authorisation for each organisation that looks on, without end', () => {
  const looksOn = organisations.filter(({ kind }) => kind === 'oversight' || kind === 'procuracy');
  expect(authorisations.map(({ organisation }) => organisation).sort()).toEqual(looksOn.map(({ code }) => code).sort());
  for (const { to } of authorisations) expect(to).toBeUndefined();
});

test('one organisation sees only Lộc Bình; another sees all; who keeps the house sees nothing', () => {
  expect(new Set(watched('hdnd.lb'))).toEqual(new Set(['lb']));
  expect(new Set(watched('hdnd'))).toEqual(new Set(['cl', 'lb', 'ls', 'tp']));
  expect(watched('manhinh')).toHaveLength(hearings.length);
  for (const login of ['quantri', 'quantri.ls', 'quantri.lb', 'kiemtra']) expect(watched(login)).toEqual([]);
});
