// A viewer over HTTP/1.1 or HTTP/2, and what the referees say of what it got.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http2 from 'node:http2';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as hlsParser from 'hls-parser';
import { request } from 'undici';

const run = promisify(execFile);

export type Got = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
  text: string;
};

export async function get(url: string, headers: Record<string, string> = {}): Promise<Got> {
  const answer = await request(url, { headers, headersTimeout: 30_000 });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString() };
}

/** All requests over one HTTP/2 connection. */
function overHttp2(origin: string) {
  const session = http2.connect(origin, { rejectUnauthorized: false });
  session.on('error', () => undefined);
  return {
    get: (pathname: string, asked: Record<string, string> = {}): Promise<Got> =>
      new Promise((resolve, reject) => {
        const stream = session.request({ ':path': pathname, ...asked });
        let status = 0;
        let headers: Got['headers'] = {};
        const pieces: Buffer[] = [];
        stream.on('response', (got) => {
          status = Number(got[':status']);
          headers = { ...got };
        });
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => {
          const bytes = Buffer.concat(pieces);
          resolve({ status, headers, bytes, text: bytes.toString() });
        });
        stream.on('error', reject);
        stream.on('aborted', () => reject(new Error('the answer was cut off')));
        stream.end();
      }),
    close: () => session.destroy(),
  };
}

export const PROTOCOLS = ['HTTP/1.1', 'HTTP/2'] as const;
export type Protocol = (typeof PROTOCOLS)[number];
export type Client = { get(pathname: string, headers?: Record<string, string>): Promise<Got>; close(): void };

/** A client of its own, over one protocol. */
export const clientOf = (protocol: Protocol, house: { http: string; https: string }): Client =>
  protocol === 'HTTP/2'
    ? overHttp2(house.https)
    : { get: (pathname, headers) => get(`${house.http}${pathname}`, headers), close: () => undefined };

/** Lines of a playlist with their values: what the tests ask for. */
export function read(text: string) {
  const lines = text.trimEnd().split('\n');
  const after = (tag: string): string[] =>
    lines.filter((line) => line.startsWith(`#EXT-X-${tag}:`)).map((line) => line.slice(`#EXT-X-${tag}:`.length));
  return {
    lines,
    after,
    number: (tag: string): number => Number(after(tag)[0]),
    parts: after('PART').map((attributes) => ({
      uri: /URI="([^"]+)"/.exec(attributes)?.[1] ?? '',
      duration: Number(/DURATION=([\d.]+)/.exec(attributes)?.[1]),
      independent: attributes.includes('INDEPENDENT=YES'),
    })),
    segments: lines.filter((line) => /^\S*s\d+\.m4s$/.test(line) && !line.startsWith('#')),
    maps: after('MAP').map((attributes) => /URI="([^"]+)"/.exec(attributes)?.[1] ?? ''),
    hint: /URI="([^"]+)"/.exec(after('PRELOAD-HINT')[0] ?? '')?.[1],
    dates: after('PROGRAM-DATE-TIME').map((text) => Date.parse(text)),
  };
}

/** Throws where the strict parser does not accept the playlist. */
export function judge(text: string): hlsParser.types.MediaPlaylist {
  hlsParser.setOptions({ strictMode: true, silent: true });
  // It wants CAN-BLOCK-RELOAD wherever there is a server control; the draft does not, and a recording never blocks.
  const playlist = hlsParser.parse(
    text.replace('CONTROL:CAN-SKIP-UNTIL', 'CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL'),
  );
  if (playlist.isMasterPlaylist) throw new Error('a multivariant playlist');
  return playlist as hlsParser.types.MediaPlaylist;
}

/** What ffprobe decodes of these bytes: frames of the picture, their times in seconds, and packets of sound. */
export async function probe(bytes: Buffer): Promise<{ frames: number[]; audioPackets: number; errors: string }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'probe-'));
  const file = path.join(dir, 'x.mp4');
  await writeFile(file, bytes);
  try {
    const show = async (stream: string, what: string[]) =>
      run('ffprobe', ['-v', 'error', '-select_streams', stream, ...what, '-of', 'csv=p=0', file], { timeout: 30_000 });
    const video = await show('v', ['-show_entries', 'frame=pts_time', '-show_frames']);
    const audio = await show('a', ['-show_entries', 'packet=pts_time']);
    const numbers = (text: string): number[] =>
      text.split('\n').flatMap((line) => (line ? [Number.parseFloat(line)] : []));
    return {
      frames: numbers(video.stdout),
      audioPackets: numbers(audio.stdout).length,
      errors: video.stderr + audio.stderr,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
