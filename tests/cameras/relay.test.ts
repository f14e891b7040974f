/** A third server between camera and agent: nginx's RTMP module takes what a camera pushes and pushes it on to the agent's listener. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { cameraFile } from '../agent/camera.ts';
import { until } from '../agent/wait.ts';
import { freePort } from '../rig/ports.ts';
import { pushWith } from './support/push.ts';
import { probed, secondsOf, watchCamera } from './support/watch.ts';

it('is taken from nginx, and taken again after it was away', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'giamsat-nginx-rtmp-'));
  const [into, out] = [await freePort(), await freePort()];
  const conf = path.join(folder, 'nginx.conf');
  writeFileSync(
    conf,
    `load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
     daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/log;
     events { worker_connections 64; }
     rtmp { server { listen 127.0.0.1:${into}; application live { live on; push_reconnect 500ms; push rtmp://127.0.0.1:${out}/live/a; } } }`,
  );
  const start = () => spawn('nginx', ['-c', conf, '-p', folder, '-e', `${folder}/log`], { stdio: 'ignore' });
  let nginx = start();
  const watched = watchCamera({ kind: 'rtmp-listen', url: `rtmp://127.0.0.1:${out}/live/a` });
  const url = `rtmp://127.0.0.1:${into}/live/a`;
  const camera = pushWith(['-re', '-stream_loop', '-1', '-i', cameraFile(), '-c', 'copy', '-f', 'flv', url]);
  const fourSeconds = () => {
    const last = watched.stretches.at(-1);
    return last && !last.lost && secondsOf(last) > 4 && last;
  };
  try {
    const first = await until('four seconds', fourSeconds, 60_000);
    expect(first.init.init.codecs).toMatch(/^avc1\.[0-9a-f]{6},mp4a\.40\.2$/);
    expect(await probed(first)).toMatchObject({ streams: ['video', 'audio'], complaints: '' });
    nginx.kill('SIGKILL');
    await until('it is missed', () => watched.stretches.at(-1)?.lost, 30_000);
    nginx = start();
    const second = await until('four seconds again', fourSeconds, 60_000);
    expect(second).not.toBe(first);
    expect((await probed(second)).complaints).toBe('');
  } finally {
    await camera.stop();
    await watched.stop();
    nginx.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});
