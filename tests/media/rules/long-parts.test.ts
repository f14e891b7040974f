// The playlist for pages with many pictures: the same rules hold for parts three times as long, and the same rights.
import { expect, test } from 'vitest';
import { isBlocked, oddCamera, oddSegment, withStage } from '../support/stage.ts';
import { judge, PROTOCOLS, read } from '../support/viewer.ts';

const stage = withStage();

test.each(PROTOCOLS)('%s: the referees accept it, and it says what its parts are', async (protocol) => {
  const on = stage.of(protocol);
  const epoch = await on.agent.begin(oddCamera);
  // The strict one knows no part that is short because a key frame follows (rule 11): here none does.
  const lengths = [-200, ...Array.from({ length: 19 }, () => 200)];
  for (const number of [0, 1]) {
    const at = number * 4000;
    expect(await on.agent.send(epoch, number, oddSegment(lengths, at), on.start + at)).toMatchObject({ status: 200 });
  }
  const wall = await on.file('wall.m3u8');
  expect(wall).toMatchObject({ status: 200, headers: { 'content-type': 'application/vnd.apple.mpegurl' } });
  expect(judge(wall.text)).toMatchObject({ targetDuration: 6, mediaSequenceBase: 0 });
  expect(wall.text).toContain('#EXT-X-PART-INF:PART-TARGET=0.6');
  expect(wall.text).toContain('PART-HOLD-BACK=1.8');
  const segments = (text: string) => text.match(/#EXTINF.*\n.*/g);
  expect(segments(wall.text)).toEqual(segments((await on.playlist()).text));
});

test.each(PROTOCOLS)('%s: its parts hold exactly what their segments hold', async (protocol) => {
  const on = stage.of(protocol);
  const { third } = await on.onAir();
  const { parts } = read((await on.file('wall.m3u8')).text);
  const bytes = await Promise.all(parts.map(async ({ uri }) => (await on.file(uri ?? '')).bytes));
  const sent = [...on.nth(0).fragments, ...on.nth(1).fragments, ...on.nth(2).fragments.slice(0, 3)].map(
    (fragment) => fragment.bytes,
  );
  expect(Buffer.concat(bytes).equals(Buffer.concat(sent))).toBe(true);
  // A key frame every two seconds begins a part: 3 + 3 + 3 + 1 of ten, twice in each segment.
  expect(parts).toHaveLength(8 + 8 + 1);
  third.breakOff();
});

test.each(PROTOCOLS)('%s: who waits for the next part has it when it is whole', async (protocol) => {
  const on = stage.of(protocol);
  const { third } = await on.onAir();
  const { fragments } = on.nth(2);
  const hint = /PRELOAD-HINT:TYPE=PART,URI="(.+)"/.exec((await on.file('wall.m3u8')).text)?.[1] ?? '';
  const asked = [on.file('wall.m3u8?_HLS_msn=2&_HLS_part=1'), on.file(hint)] as const;
  for (const { bytes } of fragments.slice(3, 5)) third.write(bytes);
  await on.file('live.m3u8?_HLS_msn=2&_HLS_part=4');
  expect(await isBlocked(Promise.race(asked))).toBe(true);
  third.write(fragments[5]?.bytes ?? Buffer.alloc(0));
  const [playlist, part] = await Promise.all(asked);
  expect(read(playlist.text).parts.at(-1)?.uri).toBe(hint);
  expect(part.bytes.equals(Buffer.concat(fragments.slice(3, 6).map(({ bytes }) => bytes)))).toBe(true);
  third.breakOff();
});

test.each(PROTOCOLS)('%s: a cut refuses it, and a part that nobody announced is not there', async (protocol) => {
  const on = stage.of(protocol);
  const { third } = await on.onAir();
  expect((await on.file('w1.m4s')).status).toBe(404);
  expect((await on.file('w40.m4s')).status).toBe(200);
  const blocked = on.file('wall.m3u8?_HLS_msn=2&_HLS_part=1');
  on.house.rights.endWindow(on.window, 'cut', on.house.now());
  for (const one of [blocked, on.file('wall.m3u8'), on.file('w40.m4s')]) expect((await one).status).toBe(403);
  third.breakOff();
});
