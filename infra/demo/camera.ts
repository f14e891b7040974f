/** A simulated camera: a drawn courtroom that moves and speaks, sent as a real camera would send it. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Mode } from './camera/encoder.ts';
import { obey } from './camera/orders.ts';
import { startStation } from './camera/station.ts';
import { isSpeaker } from './courtroom/moment.ts';
import { isRoomCode, rooms } from './courtroom/rooms.ts';

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
const { room = '', url = '', view, mode, cache, speaker } = values;
const fps = Number(values.fps);
const isMode = (text: string): text is Mode => ['rtmp-push', 'rtsp-push', 'rtsp-serve'].includes(text);
if (!isRoomCode(room)) fail(`unknown room "${room}"; known are ${Object.keys(rooms).join(', ')}`);
if (view !== 'panel' && view !== 'floor') fail(`unknown view "${view}"`);
if (!isMode(mode)) fail(`unknown mode "${mode}"`);
if (!URL.canParse(url)) fail(`"${url}" is no address`);
if (!Number.isInteger(fps) || fps < 1 || fps > 30) fail(`--fps must be a whole number from 1 to 30`);
if (!isSpeaker(speaker)) fail(`unknown speaker "${speaker}"`);

const report = (line: string): void => console.log(`camera ${room}/${view}: ${line}`);
const station = await startStation({ room, view, mode, url, fps, cache, speaker, report });
obey(station.obey, station.stop);
