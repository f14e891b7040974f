// The origin's rules about playlists, each by its number, over both protocols.
import { parseFragment } from '@giamsat/contract/fmp4/fragment';
import { Parser } from 'm3u8-parser';
import { describe, expect, test } from 'vitest';
import { isBlocked, oddCamera, oddSegment, withStage } from '../support/stage.ts';
import { judge, PROTOCOLS, read } from '../support/viewer.ts';

const TD = 6;
const PT = 0.2;
const stage = withStage();
const control = (text: string, name: string): number =>
  Number(
    new RegExp(`[:,]${name}=([\\d.]+)`).exec(
      read(text).lines.find((line) => line.includes('SERVER-CONTROL')) ?? '',
    )?.[1],
  );
/** Each segment with its tags and parts, the open one included. */
const segmentsOf = (text: string) => {
  const blocks: { tags: string[]; duration?: number; uri?: string }[] = [{ tags: [] }];
  for (const line of read(text).lines) {
    const block = blocks.at(-1) ?? { tags: [] };
    if (line.startsWith('#EXTINF:')) block.duration = Number.parseFloat(line.slice(8));
    else if (!line.startsWith('#')) {
      block.uri = line;
      blocks.push({ tags: [] });
    } else block.tags.push(line);
  }
  return blocks.filter(({ tags, uri }) => uri !== undefined || tags.some((tag) => tag.startsWith('#EXT-X-PART:')));
};
const durationsOf = (text: string): number[] => segmentsOf(text).flatMap(({ duration }) => duration ?? []);

describe.each(PROTOCOLS)('%s', (protocol) => {
  const on = stage.of(protocol);
  /** The odd camera's parts in the window, and its playlist. */
  const odd = async (...segments: number[][]): Promise<string> => {
    const epoch = await on.agent.begin(oddCamera);
    let at = 0;
    for (const [number, lengths] of segments.entries()) {
      const segment = oddSegment(lengths, at);
      expect(await on.agent.send(epoch, number, segment, on.start + at)).toMatchObject({ status: 200 });
      at += segment.durationMs;
      on.house.pass(segment.durationMs);
    }
    return (await on.playlist()).text;
  };

  test('the referees accept it: hls-parser in strict mode, m3u8-parser without a warning', async () => {
    const { third } = await on.onAir();
    const { text } = await on.playlist();
    expect(judge(text)).toMatchObject({ targetDuration: TD, mediaSequenceBase: 0 });
    const parser = new Parser();
    const warnings: unknown[] = [];
    parser.on('warn', (warning: unknown) => warnings.push(warning));
    parser.push(text);
    parser.end();
    expect(warnings).toEqual([]);
    expect(parser.manifest.segments).toHaveLength(2);
    expect(parser.manifest.preloadSegment?.parts).toHaveLength(3);
    third.breakOff();
  });

  test('rule 1: content type, gzip where it is accepted', async () => {
    await on.onAir();
    const plain = await on.playlist();
    expect(plain).toMatchObject({ status: 200, headers: { 'content-type': 'application/vnd.apple.mpegurl' } });
    expect(plain.headers['content-encoding']).toBeUndefined();
    const zipped = await on.file('live.m3u8', { 'accept-encoding': 'br, gzip' });
    expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': plain.headers['content-type'] });
    expect(zipped.bytes.subarray(0, 2).toString('hex')).toBe('1f8b');
    expect((await on.file('live.m3u8', { 'accept-encoding': 'gzip;q=0' })).text).toBe(plain.text);
  });

  test('rule 2: version 9 where EXT-X-SKIP is used; no date range is ever skipped', async () => {
    await on.goOn(18);
    for (const query of ['', '?_HLS_skip=YES', '?_HLS_skip=v2']) {
      const { text } = await on.playlist(query);
      expect(read(text).number('VERSION')).toBeGreaterThanOrEqual(9);
      expect(read(text).after('SKIP')).toHaveLength(query ? 1 : 0);
      expect(text).not.toMatch(/DATERANGE/);
    }
  });

  test('rule 3: the target duration stays, whatever a camera sends; no rounded EXTINF exceeds it', async () => {
    const whole = (count: number) => [-200, ...new Array<number>(count - 1).fill(200)];
    const text = await odd(whole(20), whole(32), whole(36), whole(5));
    judge(text);
    expect(durationsOf(text)).toEqual([4, 6, 6, 1]);
    expect(read(text).number('TARGETDURATION')).toBe(TD);
    for (const duration of durationsOf(text)) expect(Math.round(duration)).toBeLessThanOrEqual(TD);
    await on.goOn(16, async () => {
      expect(read((await on.playlist()).text).number('TARGETDURATION')).toBe(TD);
    });
  });

  test('rule 4: the media sequence grows by one for each removed segment, in order', async () => {
    let before: { first: number; uris: string[] } | undefined;
    let removed = 0;
    await on.goOn(20, async () => {
      const { number, segments } = read((await on.playlist()).text);
      const now = { first: number('MEDIA-SEQUENCE'), uris: segments };
      const gone = before ? before.uris.indexOf(now.uris[0] ?? '') : 0;
      expect(now.first).toBe((before?.first ?? 0) + gone);
      expect(now.uris.slice(0, -1)).toEqual(before ? before.uris.slice(gone) : []);
      removed += gone;
      before = now;
    });
    expect(removed).toBe(5);
  });

  test('rule 5: a discontinuity before the first part after a break, counted when it slides out', async () => {
    const { third } = await on.onAir();
    third.breakOff();
    const again = await on.agent.begin(on.footage);
    await on.agent.send(again, 0, on.nth(0), on.start + 12_000);
    const { tags } = segmentsOf((await on.playlist()).text)[3] ?? { tags: [] };
    expect(tags[0]).toBe('#EXT-X-DISCONTINUITY');
    expect(tags.findIndex((tag) => tag.startsWith('#EXT-X-PART:'))).toBeGreaterThan(0);
    // The window slides over it.
    const seen: [number, number][] = [];
    let at = 16_000;
    for (let run = 0; run < 4; run++) {
      const epoch = await on.agent.begin(on.footage);
      for (let i = 0; i < 6; i++) {
        on.house.pass(4000);
        await on.agent.send(epoch, i, on.nth(i), on.start + at);
        at += 4000;
        const { number, lines } = read((await on.playlist()).text);
        seen.push([number('DISCONTINUITY-SEQUENCE'), lines.filter((line) => line === '#EXT-X-DISCONTINUITY').length]);
      }
    }
    expect(seen[0]).toEqual([0, 2]);
    expect(seen.at(-1)).toEqual([3, 2]);
    // What was counted and what is listed is never less than before.
    const sums = seen.map(([gone, listed]) => gone + listed);
    expect(sums).toEqual([...sums].sort((a, b) => a - b));
  });

  test('rule 6: a new EXT-X-MAP when the initialisation section changes', async () => {
    const first = await on.agent.begin(on.footage);
    await on.agent.send(first, 0, on.nth(0), on.start);
    const second = await on.agent.begin(oddCamera);
    await on.agent.send(second, 0, oddSegment([-200, 200]), on.start + 4000);
    const { maps } = read((await on.playlist()).text);
    expect(maps).toHaveLength(2);
    const inits = await Promise.all(maps.map((uri) => on.file(uri)));
    expect(inits.map(({ bytes }) => bytes.equals(on.footage.init))).toEqual([true, false]);
    expect(inits[1]?.bytes.equals(oddCamera.init)).toBe(true);
  });

  test('rule 7: a date on every segment, before its first part', async () => {
    await on.onAir();
    const segments = segmentsOf((await on.playlist()).text);
    expect(segments).toHaveLength(3);
    for (const { tags } of segments) {
      const at = tags.findIndex((tag) => tag.startsWith('#EXT-X-PROGRAM-DATE-TIME:'));
      expect(tags[at]).toMatch(/:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(tags.slice(0, at).some((tag) => tag.startsWith('#EXT-X-PART:'))).toBe(false);
    }
  });

  test('rule 8: dates advance by EXTINF, or there is a discontinuity', async () => {
    const epoch = await on.agent.begin(on.footage);
    for (const [number, at] of [0, 4040, 8100].entries()) {
      await on.agent.send(epoch, number, on.nth(number), on.start + at);
    }
    const { dates, lines } = read((await on.playlist()).text);
    expect(dates.map((date) => date - on.start)).toEqual([0, 4040, 8100]);
    expect(lines.filter((line) => line === '#EXT-X-DISCONTINUITY')).toHaveLength(1);
    const third = segmentsOf((await on.playlist()).text)[2];
    expect(third?.tags).toContain('#EXT-X-DISCONTINUITY');
  });

  test('rule 9: EXT-X-PART-INF whenever there is a part', async () => {
    await on.onAir();
    const { after, parts } = read((await on.playlist()).text);
    expect(parts.length).toBeGreaterThan(0);
    expect(after('PART-INF')).toEqual([`PART-TARGET=${PT}`]);
  });

  test('rule 10: no part is longer than the part target; what is longer is a segment without parts', async () => {
    const text = await odd([-200, 200, 240, 200, 700, 200, 200], [-200, 200]);
    const { parts } = read(text);
    expect(parts.length).toBeGreaterThanOrEqual(4);
    for (const { duration } of parts) expect(duration).toBeLessThanOrEqual(PT);
    judge(text);
    expect(durationsOf(text)).toEqual([0.4, 0.24, 0.2, 0.7, 0.4, 0.4]);
    expect(read(text).lines).not.toContain('#EXT-X-DISCONTINUITY');
  });

  test('rule 11: no part is shorter than 85 % of the target, but before an independent one or as the last of its parent', async () => {
    const text = await odd([-200, 80, 80, 200, 120, 200, 200, 40], [-120, 80, 200, -200, 60, -200]);
    // hls-parser knows the second exception alone.
    const segments = segmentsOf(text).slice(-3);
    for (const { tags } of segments) {
      const parts = read(tags.join('\n')).parts;
      parts.forEach(({ duration }, i) => {
        const next = parts[i + 1];
        if (next && !next.independent) expect(duration).toBeGreaterThanOrEqual(0.85 * PT);
      });
    }
    expect(durationsOf(text).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1.12 + 0.86);
    expect(segments.flatMap(({ tags }) => read(tags.join('\n')).parts).length).toBeGreaterThan(5);
  });

  test('rule 12: INDEPENDENT on parts that begin with a key frame, and on no other', async () => {
    await on.onAir();
    const { parts } = read((await on.playlist()).text);
    const keys = await Promise.all(
      parts.map(async ({ uri }) => parseFragment((await on.file(uri)).bytes, on.footage.parsed).video?.keyFirst),
    );
    expect(keys).toEqual(parts.map(({ independent }) => independent));
    expect(keys.filter((key) => key)).toHaveLength(5);
  });

  test('rule 13: the parts of a segment hold exactly its samples', async () => {
    await on.onAir();
    const { parts, segments } = read((await on.playlist()).text);
    const fetched = await Promise.all(parts.slice(0, 40).map(async ({ uri }) => (await on.file(uri)).bytes));
    for (const [i, uri] of segments.slice(0, 2).entries()) {
      const { bytes } = await on.file(uri);
      expect(Buffer.concat(fetched.slice(i * 20, i * 20 + 20)).equals(bytes)).toBe(true);
      expect(bytes.equals(on.nth(i).bytes)).toBe(true);
    }
  });

  test('rule 14: parts leave the playlist 3 TD from the end, their bytes are served 3 TD longer', async () => {
    await on.goOn(5);
    expect((await on.playlist()).text).not.toContain('"p0.m4s"');
    for (let sent = 5; sent < 10; sent++)
      expect((await on.file('p0.m4s')).bytes.equals(on.nth(0).fragments[0]?.bytes as Buffer)).toBe(true);
    const { parts, segments } = read((await on.playlist()).text);
    const listedMs = parts.reduce((sum, { duration }) => sum + duration, 0);
    expect(listedMs).toBeLessThanOrEqual(3 * TD);
    expect(segments).toHaveLength(5);
  });

  test('rule 15: a part is there as soon as it has arrived, whether or not another follows', async () => {
    const { third } = await on.onAir();
    for (let part = 3; part < 7; part++) {
      const asked = on.playlist(`?_HLS_msn=2&_HLS_part=${part}`);
      expect(await isBlocked(asked, 60)).toBe(true);
      third.write(on.nth(2).fragments[part]?.bytes as Buffer);
      expect(read((await asked).text).parts.at(-1)?.uri).toBe(`p${40 + part}.m4s`);
    }
    third.breakOff();
  });

  test('rule 16: CAN-BLOCK-RELOAD', async () => {
    await on.onAir();
    expect(read((await on.playlist()).text).after('SERVER-CONTROL')[0]).toMatch(/(^|,)CAN-BLOCK-RELOAD=YES(,|$)/);
  });

  test('rule 17: PART-HOLD-BACK of at least three part targets', async () => {
    await on.onAir();
    expect(control((await on.playlist()).text, 'PART-HOLD-BACK')).toBeGreaterThanOrEqual(3 * PT - 1e-9);
  });

  test('rule 18: HOLD-BACK of at least three target durations', async () => {
    await on.onAir();
    expect(control((await on.playlist()).text, 'HOLD-BACK')).toBeGreaterThanOrEqual(3 * TD);
  });

  test('rule 19: CAN-SKIP-UNTIL of at least six target durations, and deltas that keep to it', async () => {
    await on.goOn(18);
    const whole = (await on.playlist()).text;
    expect(control(whole, 'CAN-SKIP-UNTIL')).toBeGreaterThanOrEqual(6 * TD);
    // The live window is one minute, so a delta leaves out no more than its first half.
    const delta = (await on.playlist('?_HLS_skip=YES')).text;
    expect(durationsOf(delta).reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(6 * TD);
    expect(read(delta).segments.length).toBeLessThan(read(whole).segments.length);
  });

  test('rule 20: each rendition reports the other, once it is there and while it keeps up', async () => {
    const { epoch, third } = await on.onAir();
    const reports = async (name: string): Promise<string[]> =>
      read((await on.file(name)).text).after('RENDITION-REPORT');
    expect((await on.playlist()).text).not.toMatch(/RENDITION-REPORT|EXT-X-MEDIA:|STREAM-INF/);
    for (const other of ['master.m3u8', 'index.m3u8', 'small-live.m3u8', 'small-wall.m3u8', 'small-init0.mp4'])
      expect((await on.file(other)).status).toBe(404);
    for (const number of [0, 1]) {
      const bytes = Buffer.concat([on.footage.init, on.nth(number).bytes]);
      expect(await on.agent.small(epoch, number, bytes, on.start + number * 4000)).toMatchObject({ status: 200 });
    }
    expect(await reports('live.m3u8')).toEqual(['URI="small-live.m3u8",LAST-MSN=1,LAST-PART=19']);
    expect(await reports('small-live.m3u8')).toEqual(['URI="live.m3u8",LAST-MSN=2,LAST-PART=2']);
    expect(await reports('wall.m3u8')).toEqual(['URI="small-wall.m3u8",LAST-MSN=1,LAST-PART=7']);
    expect(await reports('small-wall.m3u8')).toEqual(['URI="wall.m3u8",LAST-MSN=2,LAST-PART=0']);
    for (const name of ['live.m3u8', 'small-live.m3u8']) judge((await on.file(name)).text);
    for (const fragment of on.nth(2).fragments.slice(3)) third.write(fragment.bytes);
    await third.end(4000);
    on.house.pass(4000);
    await on.agent.send(epoch, 3, on.nth(3), on.start + 12_000);
    expect(await reports('live.m3u8')).toEqual([]);
  });

  test('rule 21: exactly one hint, whose URI is later published verbatim, at the end of a segment too', async () => {
    const { third, epoch } = await on.onAir();
    const hints: string[] = [];
    const hint = async () => {
      const found = read((await on.playlist()).text).after('PRELOAD-HINT');
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(/^TYPE=PART,URI="/);
      hints.push(/URI="(.+)"/.exec(found[0] ?? '')?.[1] ?? '');
    };
    await hint();
    for (const { bytes } of on.nth(2).fragments.slice(3)) third.write(bytes);
    await third.end(4000);
    await hint();
    await on.agent.send(epoch, 3, on.nth(3), on.start + 12_000);
    const uris = read((await on.playlist()).text).parts.map(({ uri }) => uri);
    expect(new Set(hints).size).toBe(2);
    for (const one of hints) expect(uris).toContain(one);
  });

  test('rule 22: no hint with ENDLIST', async () => {
    const { third } = await on.onAir();
    on.house.rights.endWindow(on.window, 'over', on.house.now());
    const { text } = await on.playlist();
    expect(read(text).lines.at(-1)).toBe('#EXT-X-ENDLIST');
    expect(text).not.toContain('PRELOAD-HINT');
    third.breakOff();
  });

  test('rule 22b: an outage between segments, and a jump within one, moves the date on', async () => {
    const epoch = await on.agent.begin(oddCamera);
    await on.agent.send(epoch, 0, oddSegment([-200, 200, 200]), on.start);
    await on.agent.send(epoch, 1, oddSegment([-200, 200], 600), on.start + 2000);
    const jumping = Buffer.concat([oddSegment([-200, 200], 1000).bytes, oddSegment([200, -200, 200], 3400).bytes]);
    const put = await on.agent.put(epoch, 2, jumping, on.start + 2400);
    expect(put.status).toBe(200);
    const { text } = await on.playlist();
    const { dates, lines } = read(text);
    expect(dates.map((date) => date - on.start)).toEqual([0, 2000, 2400, 5000]);
    expect(durationsOf(text)).toEqual([0.6, 0.4, 0.4, 0.4]);
    expect(lines.filter((line) => line === '#EXT-X-DISCONTINUITY')).toHaveLength(2);
  });
});
