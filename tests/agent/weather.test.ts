/** Lines of every weather: live gives up what comes too late and goes on, and everything follows; nothing is taken for sent that is not there. */
import { expect, it } from 'vitest';
import { type Relay, startRelay, type Weather } from '../rig/relay.ts';
import { agentConfig, dataFolder, FEED, startAgent } from './court.ts';
import { openHearing, testHearing } from './hearing.ts';
import { probe } from './media.ts';
import { startProvince } from './province.ts';
import { sleep, until } from './wait.ts';

const FOR_MS = 8_000;
const PATIENCE_MS = 60_000;
const steady = (weather: Weather) => async (line: Relay) => {
  line.weather(weather);
  await sleep(FOR_MS);
};
const flapping = async (line: Relay) => {
  for (let n = 0; n < 5; n++) {
    line.weather({ out: true });
    await sleep(700);
    line.weather({});
    await sleep(900);
  }
};

it.concurrent.each<[string, (line: Relay) => Promise<void>]>([
  ['too slow for live', steady({ upBytesPerSecond: 30_000 })],
  ['that loses 5 % of its packets, with a round trip of 300 ms', steady({ delayMs: 150, lossShare: 0.05 })],
  ['that comes and goes', flapping],
  ['that carries one way alone', steady({ silent: 'up' })],
  ['of a network that wants a sign-in first', steady({ captive: true })],
  ['behind a proxy that collects whole requests', steady({ collects: true })],
])('over a line %s', async (_name, weather) => {
  const province = await startProvince({ feeds: [FEED] });
  const line = await startRelay(province.url());
  const data = dataFolder();
  const agent = await startAgent(agentConfig(line.http, data.folder));
  try {
    await until('the desk is up to date', () => agent.deskSync.fresh(), PATIENCE_MS);
    await until('the camera runs', () => agent.units[0]?.camera.health().state === 'running', PATIENCE_MS);
    const hearing = testHearing(agent);
    openHearing(hearing);
    await until('it is on air', () => province.kept().length >= 1, PATIENCE_MS);
    const entered = ['hearing.questioning.started', 'hearing.debate.started', 'hearing.last_words.started'];
    const bad = weather(line);
    for (const type of entered) {
      hearing.enter(type);
      await sleep(1_000);
    }
    await bad;
    line.weather({});

    const after = province.arrivals.length;
    await until(
      'everything has followed, and live goes on',
      () => {
        const segments = agent.spool.segments();
        const there = new Set(province.kept().map(({ sha256 }) => sha256));
        return (
          segments.every(({ sha256, sent }) => sent && there.has(sha256)) &&
          agent.outbox.waiting().length === 0 &&
          province.arrivals.length > after + 5
        );
      },
      PATIENCE_MS,
    );
    expect(agent.outbox.rejected()).toEqual([]);
    const sequences = province.events.map((event) => Number(event.sequence));
    expect(sequences).toEqual(sequences.map((_, i) => i + 1));
    expect(province.events.map(({ type }) => type)).toEqual(expect.arrayContaining(entered));
    // One run of the camera, and not a segment is missing in it.
    const kept = province.kept();
    expect(kept.map(({ number }) => number)).toEqual(kept.map((_, i) => i));
    const init = province.inits.get(kept[0]?.epoch ?? '');
    expect(init && (await probe(init, kept)).complaints).toBe('');
  } finally {
    line.close();
    await agent.stop();
    await province.close();
    data.remove();
  }
});
