// The origin's rules about blocking reload and delta updates, each by its number, over both protocols.
import { describe, expect, test } from 'vitest';
import { isBlocked, withStage } from '../support/stage.ts';
import { judge, PROTOCOLS, read } from '../support/viewer.ts';

const TD_MS = 6000;
const stage = withStage();

/** A client's playlist, renewed by a delta: the lines of what it has, then those that are new (RFC 8216bis §6.3.7). */
function merged(before: string, delta: string): string[] {
  const skipped = Number(read(delta).after('SKIP')[0]?.split('=')[1]);
  const first = read(delta).number('MEDIA-SEQUENCE');
  const header = /^#EXT(M3U|-X-(VERSION|TARGETDURATION|SERVER-CONTROL|PART-INF|MEDIA-SEQUENCE|DISCONTINUITY-SEQUENCE))/;
  const old = read(before).lines.filter((line) => !header.test(line));
  const behind = (msn: number): number => old.indexOf(`s${msn}.m4s`) + 1;
  return [
    ...read(delta).lines.filter((line) => header.test(line)),
    ...old.slice(behind(first - 1), behind(first + skipped - 1)),
    ...read(delta).lines.filter((line) => !header.test(line) && !line.startsWith('#EXT-X-SKIP')),
  ];
}
/** A map and the parts of a segment may be said once, or long ago. */
const essence = (lines: string[]): string[] =>
  lines.filter((line) => !line.startsWith('#EXT-X-MAP') && !line.startsWith('#EXT-X-PART:'));

describe.each(PROTOCOLS)('%s', (protocol) => {
  const on = stage.of(protocol);

  test('rule 23: _HLS_msn alone waits for the whole segment', async () => {
    const { third } = await on.onAir();
    const asked = on.playlist('?_HLS_msn=2');
    for (const { bytes } of on.nth(2).fragments.slice(3, -1)) third.write(bytes);
    expect(await isBlocked(asked)).toBe(true);
    third.write(on.nth(2).fragments.at(-1)?.bytes as Buffer);
    await third.end(4000);
    expect(read((await asked).text).segments).toEqual(['s0.m4s', 's1.m4s', 's2.m4s']);
    expect(await isBlocked(on.playlist('?_HLS_msn=1'), 5000)).toBe(false);
  });

  test('rule 24: _HLS_msn with _HLS_part waits for that part', async () => {
    const { third } = await on.onAir();
    expect(read((await on.playlist('?_HLS_msn=2&_HLS_part=2')).text).parts.at(-1)?.uri).toBe('p42.m4s');
    const asked = on.playlist('?_HLS_msn=2&_HLS_part=4');
    third.write(on.nth(2).fragments[3]?.bytes as Buffer);
    expect(await isBlocked(asked)).toBe(true);
    third.write(on.nth(2).fragments[4]?.bytes as Buffer);
    expect(read((await asked).text).parts.at(-1)?.uri).toBe('p44.m4s');
    third.breakOff();
  });

  test("rule 25: a part past the segment's end means part 0 of the next", async () => {
    const { epoch, third } = await on.onAir();
    for (const { bytes } of on.nth(2).fragments.slice(3)) third.write(bytes);
    await third.end(4000);
    const asked = on.playlist('?_HLS_msn=2&_HLS_part=20');
    expect(await isBlocked(asked)).toBe(true);
    const fourth = on.agent.stream(epoch, 3, on.start + 12_000);
    fourth.write(on.nth(3).fragments[0]?.bytes as Buffer);
    expect(read((await asked).text).parts.at(-1)).toMatchObject({ uri: 'p60.m4s', independent: true });
    fourth.breakOff();
  });

  test('rule 26: _HLS_part without _HLS_msn → 400', async () => {
    await on.onAir();
    expect((await on.playlist('?_HLS_part=1')).status).toBe(400);
  });

  test('rule 27: _HLS_msn more than two ahead → 400 at once', async () => {
    await on.onAir();
    for (const msn of [5, 6, 1000, 999_999_999_999_999]) {
      expect((await on.playlist(`?_HLS_msn=${msn}`)).status, String(msn)).toBe(400);
    }
    expect(await isBlocked(on.playlist('?_HLS_msn=4'))).toBe(true);
  });

  test("rule 28: _HLS_part further ahead than three seconds' worth → 400", async () => {
    await on.onAir();
    for (const part of [18, 19, 999_999]) {
      expect((await on.playlist(`?_HLS_msn=2&_HLS_part=${part}`)).status, String(part)).toBe(400);
    }
    expect((await on.playlist('?_HLS_msn=3&_HLS_part=15')).status).toBe(400);
    expect(await isBlocked(on.playlist('?_HLS_msn=2&_HLS_part=17'))).toBe(true);
  });

  test('rule 29: an _HLS_msn already gone → 200 with the whole playlist', async () => {
    await on.goOn(18);
    const whole = await on.playlist();
    expect(read(whole.text).number('MEDIA-SEQUENCE')).toBe(3);
    for (const query of ['?_HLS_msn=0', '?_HLS_msn=2&_HLS_part=1', '?_HLS_msn=1&_HLS_part=999']) {
      expect(await on.playlist(query), query).toMatchObject({ status: 200, text: whole.text });
    }
  });

  test('rule 30: blocked for more than 3 TD → 503, and not before', async () => {
    const { third } = await on.onAir();
    const asked = on.playlist('?_HLS_msn=2&_HLS_part=10');
    expect(await isBlocked(asked)).toBe(true);
    on.house.pass(3 * TD_MS - 4000);
    expect(await isBlocked(asked)).toBe(true);
    on.house.pass(4000);
    const { status, headers } = await asked;
    expect(status).toBe(503);
    expect(headers['retry-after']).toBeDefined();
    third.breakOff();
  });

  test('rule 31: with ENDLIST the directives are ignored', async () => {
    const { third } = await on.onAir();
    on.house.rights.endWindow(on.window, 'over', on.house.now());
    const whole = (await on.playlist()).text;
    expect(whole).toContain('#EXT-X-ENDLIST');
    for (const query of ['?_HLS_msn=99', '?_HLS_msn=2&_HLS_part=999', '?_HLS_skip=YES']) {
      expect(await on.playlist(query), query).toMatchObject({ status: 200, text: whole });
    }
    third.breakOff();
  });

  test('rule 32: _HLS_skip → a delta; where nothing can be skipped, the whole playlist', async () => {
    await on.goOn(18, async (sent) => {
      const whole = (await on.playlist()).text;
      const { text } = await on.playlist('?_HLS_skip=YES');
      judge(text);
      // 36 seconds and the segment that they begin in are always listed.
      const skippable = Math.max(0, Math.min(sent, 15) - 9);
      expect(read(text).after('SKIP')).toEqual(skippable > 0 ? [`SKIPPED-SEGMENTS=${skippable}`] : []);
      if (skippable === 0) expect(text).toBe(whole);
      expect(read(text).number('MEDIA-SEQUENCE')).toBe(read(whole).number('MEDIA-SEQUENCE'));
    });
  });

  test('rule 33: a delta merged into the previous playlist is the whole one', async () => {
    let before = '';
    let compared = 0;
    await on.goOn(20, async () => {
      const [whole, delta] = [(await on.playlist()).text, (await on.playlist('?_HLS_skip=YES')).text];
      if (read(delta).after('SKIP').length > 0) {
        expect(essence(merged(before, delta))).toEqual(essence(read(whole).lines));
        compared++;
      }
      before = whole;
    });
    expect(compared).toBeGreaterThan(8);
  });

  test('rule 33: a malformed directive → 400, never a hang', async () => {
    await on.onAir();
    const queries = [
      '_HLS_msn=-1',
      '_HLS_msn=1.5',
      '_HLS_msn=x',
      '_HLS_msn=',
      '_HLS_msn=1&_HLS_msn=2',
      '_HLS_skip=maybe',
    ];
    queries.push('_HLS_msn=1&_HLS_part=', '_HLS_msn=2&_HLS_part=-1', '_HLS_msn=99999999999999999999', '_HLS_skip=');
    for (const query of queries) expect((await on.playlist(`?${query}`)).status, query).toBe(400);
  });
});
