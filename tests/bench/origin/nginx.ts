/** The baseline: the same bytes as static files from one worker of nginx, over HTTP/1.1 and over HTTP/2 with TLS. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { certificateOf } from '@giamsat/service/platform/http/certificate';
import { freePort } from '../../rig/ports.ts';
import { type Started, start, until } from '../../rig/processes.ts';

export type StaticFiles = { http: string; https: string; started: Started; pid: number };

export async function startNginx(dir: string, files: Record<string, Uint8Array>): Promise<StaticFiles> {
  const root = path.join(dir, 'files');
  await mkdir(root, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(root, name), bytes, { mode: 0o644 });
  await chmod(dir, 0o755);
  const { cert, key } = await certificateOf({ dir: path.join(dir, 'tls'), given: undefined, now: Date.now() });
  await writeFile(path.join(dir, 'cert.pem'), cert);
  await writeFile(path.join(dir, 'key.pem'), key, { mode: 0o600 });
  const [http, https] = [await freePort(), await freePort()];
  const conf = path.join(dir, 'nginx.conf');
  await writeFile(
    conf,
    `daemon off; worker_processes 1; pid ${dir}/nginx.pid; error_log stderr crit; worker_rlimit_nofile 20000;
events { worker_connections 8000; }
http {
  access_log off; tcp_nodelay on; keepalive_requests 100000000; sendfile on; default_type video/mp4;
  client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi;
  uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
  http2_max_requests 100000000;
  server {
    listen 127.0.0.1:${http}; listen 127.0.0.1:${https} ssl http2;
    ssl_certificate ${dir}/cert.pem; ssl_certificate_key ${dir}/key.pem;
    root ${root};
  }
}
`,
  );
  const started = start('nginx', ['-p', dir, '-c', conf]);
  const base = `http://127.0.0.1:${http}`;
  await until('nginx', async () => (await fetch(`${base}/live.m3u8`)).ok, 10_000).catch((error) => {
    throw new Error(`${(error as Error).message}\n${started.output()}`);
  });
  // The worker does the work, the master only waits.
  const master = started.child.pid ?? 0;
  const children = await readFile(`/proc/${master}/task/${master}/children`, 'utf8');
  return { http: base, https: `https://127.0.0.1:${https}`, started, pid: Number(children.trim().split(' ')[0]) };
}
