/** A simulated camera: a drawn courtroom that moves and speaks, sent as a real camera would send it. */
import { fstatSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createBroadcast } from './camera/broadcast.ts';
import { createComposer } from './camera/composer.ts';
import type { Mode } from './camera/encoder.ts';
import { loadPictures } from './camera/pictures.ts';
import { createRandom } from './camera/random.ts';
import { createSound } from './camera/sound.ts';
import { loadVoices, sampleRate } from './camera/voices.ts';
import { isSpeaker } from './courtroom/moment.ts';
import { isRoomCode, rooms, type View } from './courtroom/rooms.ts';
import { createRtspServer } from './rtsp-server.ts';

const usage = `camera --room CODE --url URL [--mode rtmp-push|rtsp-push|rtsp-serve] [--view panel|floor] [--fps 10] [--speaker nobody] [--cache FOLDER]
Lines of JSON on standard input choose who speaks: {"speaker":"presiding"}. The camera ends when its standard input, if a pipe, ends.`;

function fail(reason: string): never {
  console.error(`${reason}\n${usage}`);
  process.exit(2);
}

const { values } = parseArgs({
  options: {
    room: { type: 'string' },
    view: { type: 'string', default: 'panel' },
    mode: { type: 'string', default: 'rtmp-push' },
    url: { type: 'string' },
    fps: { type: 'string', default: '10' },
    speaker: { type: 'string', default: 'nobody' },
    cache: { type: 'string', default: join(tmpdir(), 'giamsat-demo-cameras') },
  },
});
const { room = '', url = '', view, mode, cache } = values;
const fps = Number(values.fps);
if (!isRoomCode(room)) fail(`unknown room "${room}"; known are ${Object.keys(rooms).join(', ')}`);
if (view !== 'panel' && view !== 'floor') fail(`unknown view "${view}"`);
if (mode !== 'rtmp-push' && mode !== 'rtsp-push' && mode !== 'rtsp-serve') fail(`unknown mode "${mode}"`);
if (!URL.canParse(url)) fail(`"${url}" is no address`);
if (!Number.isInteger(fps) || fps < 1 || fps > 30) fail(`--fps must be a whole number from 1 to 30`);
if (!isSpeaker(values.speaker)) fail(`unknown speaker "${values.speaker}"`);

const { seed } = rooms[room];
const [pictures, voices] = await Promise.all([
  loadPictures(room, view as View, join(cache, 'pictures')),
  loadVoices(seed, join(cache, 'voices')),
]);
const server = mode === 'rtsp-serve' ? await createRtspServer({ url, fps, sampleRate }) : undefined;
if (server !== undefined) console.log(`camera ${room}/${view}: serving on port ${server.port}`);
const offset = view === 'floor' ? 500 : 0;
const broadcast = createBroadcast({
  composer: createComposer(pictures, createRandom(seed + offset)),
  sound: createSound(voices, seed),
  mode: mode as Mode,
  url,
  fps,
  width: pictures.width,
  height: pictures.height,
  speaker: values.speaker,
  ...(server === undefined ? {} : { onStart: server.restart, onOutput: server.feed }),
  report: (line) => console.log(`camera ${room}/${view}: ${line}`),
});

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await server?.close();
  await broadcast.stop();
  process.exit(0);
}
process.once('SIGTERM', end);
process.once('SIGINT', end);

const attached = fstatSync(0);
if (attached.isFIFO() || attached.isSocket()) {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    let order: unknown;
    try {
      order = JSON.parse(line);
    } catch {
      order = undefined;
    }
    const speaker = typeof order === 'object' && order !== null && 'speaker' in order ? order.speaker : undefined;
    if (isSpeaker(speaker)) broadcast.speak(speaker);
    else console.error(`camera ${room}/${view}: not understood: ${line.slice(0, 120)}`);
  });
  lines.once('close', end);
}
