/** The line to the province fails: capture goes on, the spool grows, and everything follows when it is back. */
import { expect, it } from 'vitest';
import { FEED } from './court.ts';
import { openHearing, testHearing } from './hearing.ts';
import { probe } from './media.ts';
import { onScene } from './scene.ts';
import { sleep, until } from './wait.ts';

it.concurrent(
  'a line that is down for 12 s leaves no hole in what was kept, and no event is lost',
  onScene(async ({ province, agent }) => {
    const hearing = testHearing(agent);
    openHearing(hearing);
    await until('it is on air', () => province.kept().length >= 1);
    await province.lineDown();
    await until('the agent knows', () => !agent.line.up());
    const sent = province.kept().length;
    const entered = ['hearing.questioning.started', 'hearing.debate.started', 'hearing.last_words.started'];
    for (const type of entered) hearing.enter(type);
    await sleep(12_000);
    expect(agent.spool.segments().filter((segment) => !segment.sent).length).toBeGreaterThanOrEqual(3);
    expect(agent.outbox.waiting().length).toBeGreaterThanOrEqual(entered.length);

    await province.lineUp();
    await until(
      'everything has followed',
      () => agent.spool.segments().every((segment) => segment.sent) && province.kept().length > sent + 2,
      30_000,
    );
    const types = province.events
      .filter((event) => event.subject === `hearings/${hearing.id}`)
      .map((event) => event.type);
    expect(types.slice(-3)).toEqual(entered);
    const sequences = province.events.map((event) => Number(event.sequence));
    expect(sequences).toEqual(sequences.map((_, i) => i + 1));

    const kept = province.kept();
    const numbers = kept.map((segment) => segment.number);
    expect(numbers).toEqual(numbers.map((_, i) => i));
    const init = province.inits.get(kept[0]?.epoch ?? '');
    expect(init && (await probe(init, kept)).complaints).toBe('');
    await until('live goes on', () => Math.max(...province.arrivals.map((one) => one.at)) > Date.now() - 500);
  }),
);

it.concurrent(
  'a cut while the line is down is obeyed at once, and what was not kept never follows',
  onScene(async ({ province, agent }) => {
    const hearing = testHearing(agent);
    openHearing(hearing);
    await until('it is on air', () => province.kept().length >= 1);
    await province.lineDown();
    const cut = hearing.enter('feed.cut', { order: 'theo lệnh Chủ tọa' });
    const sent = province.arrivals.length;
    const cutAt = agent.clock.now();
    expect(agent.units[0]?.recorder.verdict()).toMatchObject({ state: 'cut', cause: 'clerk' });
    await sleep(4000);
    await province.lineUp();
    await until(
      'everything has followed',
      () => agent.spool.segments().every((segment) => segment.sent) && agent.outbox.waiting().length === 0,
    );
    await sleep(2000);
    for (const segment of agent.spool.segments())
      expect(segment.startMs + segment.durationMs).toBeLessThanOrEqual(cutAt + 500);
    for (const segment of province.kept()) expect(Date.parse(segment.start)).toBeLessThan(cutAt);
    // The province had the cut before it had another byte: what was filmed before it was live for nobody.
    const [next] = province.arrivals.slice(sent);
    expect(next?.at).toBeGreaterThanOrEqual(province.acceptedAt(cut) ?? Number.POSITIVE_INFINITY);
  }),
);

it.concurrent(
  'sends again what the province says that it misses',
  onScene(async ({ province, agent }) => {
    openHearing(testHearing(agent));
    const [first] = await until('two segments', () => province.kept().length >= 2 && province.kept());
    if (!first) throw new Error('nothing kept');
    await agent.committer.commit(FEED);
    province.lose(first);
    const unit = agent.units[0];
    if (!unit) throw new Error('no feed');
    // As the control socket would say it.
    agent.wanted(first.feed, first.epoch, first.number);
    await until('it is there again', () =>
      province.kept().some((one) => one.number === first.number && one.sha256 === first.sha256),
    );
  }),
);

it.concurrent(
  'takes the time from the province, and begins a new epoch when it was wrong',
  onScene(async ({ province, agent }) => {
    openHearing(testHearing(agent));
    await until('it is on air', () => province.kept().length >= 1);
    province.setClockAhead(3_600_000);
    await agent.clockSync.syncNow();
    expect(Math.abs(agent.clock.now() - Date.now() - 3_600_000)).toBeLessThan(200);
    const epoch = province.kept()[0]?.epoch;
    const later = await until(
      'a segment of the new epoch',
      () => province.kept().find((one) => one.epoch !== epoch),
      20_000,
    );
    expect(later.number).toBe(0);
    expect(Math.abs(Date.parse(later.start) - Date.now() - 3_600_000)).toBeLessThan(20_000);
  }),
);
