/** The baseline: ffmpeg's own HLS with 1 s segments, served as files, played by hls.js as it comes. */
import { createReadStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { start, stop } from '../../rig/processes.ts';
import { beginReading, readings, type TileReading } from './reader.ts';
import { type Size, timecodeArguments } from './timecode-camera.ts';

const hlsJs = path.join(
  path.dirname(createRequire(path.resolve(import.meta.dirname, '../../../dashboard/package.json')).resolve('hls.js')),
  'hls.min.js',
);
const PAGE = `<!doctype html><video muted autoplay playsinline></video><script src="/hls.js"></script>
<script>const hls = new Hls(); hls.loadSource('/live.m3u8'); hls.attachMedia(document.querySelector('video'))</script>`;

export type FfmpegHls = { url: string; output: () => string; stop: () => Promise<void> };

/** Begins to encode and to serve; ready when a player finds segments there. @param page what `/` answers; it finds `/hls.js` and `/live.m3u8` */
export async function serveFfmpegHls(dir: string, size: Size, page: string): Promise<FfmpegHls> {
  const out = path.join(dir, 'ffmpeg-hls');
  await mkdir(out, { recursive: true });
  const camera = start('ffmpeg', [
    ...timecodeArguments(size),
    '-f',
    'hls',
    '-hls_time',
    '1',
    '-hls_list_size',
    '8',
    '-hls_flags',
    'delete_segments+independent_segments+temp_file',
    '-hls_segment_type',
    'fmp4',
    path.join(out, 'live.m3u8'),
  ]);
  const script = await readFile(hlsJs);
  const server = createServer((request, response) => {
    const name = path.basename(new URL(request.url ?? '/', 'http://x').pathname);
    if (name === '') return void response.setHeader('content-type', 'text/html').end(page);
    if (name === 'hls.js') return void response.setHeader('content-type', 'text/javascript').end(script);
    response.setHeader('cache-control', 'no-store');
    createReadStream(path.join(out, name))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await new Promise((resolve) => setTimeout(resolve, 6000));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    output: camera.output,
    async stop() {
      await stop(camera);
      server.closeAllConnections();
      server.close();
    },
  };
}

export async function measureFfmpegHls(page: Page, dir: string, size: Size, seconds: number): Promise<TileReading> {
  const served = await serveFfmpegHls(dir, size, PAGE);
  try {
    await page.goto(served.url);
    await new Promise((resolve) => setTimeout(resolve, 5000));
    await beginReading(page);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const [reading] = await readings(page);
    if (!reading?.latencies.length) throw new Error(`no frame was read from ffmpeg's own HLS\n${served.output()}`);
    return reading;
  } finally {
    await page.goto('about:blank');
    await served.stop();
  }
}
