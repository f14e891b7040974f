/** Cameras with passwords and over TLS: let in, and no password in a log, a list of processes or what the doctor prints. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { CameraCheck } from '@giamsat/contract/camera/check';
import { AGENT_PROGRAM } from '@giamsat/infra/programs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../agent/wait.ts';
import { commandLines } from '../rig/command-lines.ts';
import { h264, SOUNDS, startGst } from './support/gst.ts';
import { watchCamera } from './support/watch.ts';

const USER = 'quản trị';
const PASSWORD = "p@ss:w/ỏ'%";
const written = `${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD).replaceAll("'", '%27')}`;
/** In every form in which it could leak. */
const LEAKS = [PASSWORD, written.split(':')[1] ?? '', encodeURIComponent(PASSWORD)];
const streams = { '/live': `${h264()} ${SOUNDS.pcm_mulaw}` };
let folder = '';
let certificate = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'giamsat-secrets-'));
  certificate = path.join(folder, 'camera.pem');
  const key = path.join(folder, 'key.pem');
  const cert = path.join(folder, 'cert.pem');
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=camera'],
    ...['-keyout', key, '-out', cert],
  ]);
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  writeFileSync(certificate, readFileSync(cert, 'utf8') + readFileSync(key, 'utf8'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const expectNoSecret = (text: string) => {
  for (const leak of LEAKS) expect(text).not.toContain(leak);
};

describe('a camera with a password', () => {
  it.each([
    ['digest', 'rtsp'],
    ['basic', 'rtsp'],
    ['digest', 'rtsps'],
  ] as const)('%s over %s', async (method, scheme) => {
    const server = await startGst({
      streams,
      auth: { method, user: USER, password: PASSWORD },
      ...(scheme === 'rtsps' ? { certificate } : {}),
    });
    const watched = watchCamera({ kind: 'rtsp', url: `${scheme}://${written}@127.0.0.1:${server.port}/live` });
    try {
      await until('a picture', () => (watched.stretches.at(-1)?.parts.length ?? 0) > 5, 60_000);
      const { all, ours } = commandLines();
      expect(ours.join('\n')).toContain('-f concat');
      expectNoSecret(all.join('\n'));
      expectNoSecret(watched.log());
    } finally {
      await watched.stop();
      await server.stop();
    }
  });

  it('one that is wrong is told, not tried again and again, and not written down', async () => {
    const server = await startGst({ streams, auth: { method: 'digest', user: USER, password: 'another' } });
    const watched = watchCamera({ kind: 'rtsp', url: `rtsp://${written}@127.0.0.1:${server.port}/live` });
    try {
      await until('it is told', () => watched.camera.health().findings.includes('unauthorised'), 30_000);
      expect(watched.log()).toMatch(/"waitMs":60000/);
      expectNoSecret(watched.log());
    } finally {
      await watched.stop();
      await server.stop();
    }
  });
});

describe('giamsat-agent doctor', () => {
  const run = promisify(execFile);
  const doctor = async (address: string, ...more: string[]) => {
    const file = path.join(folder, 'address');
    writeFileSync(file, `${address}\n`);
    const asked = run(process.execPath, [AGENT_PROGRAM, 'doctor', `@${file}`, ...more], { timeout: 90_000 });
    return asked.then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
    );
  };

  it('says Đạt of a good camera, with what it sends and what this machine holds', async () => {
    const server = await startGst({ streams, auth: { method: 'digest', user: USER, password: PASSWORD } });
    try {
      const address = `rtsp://${written}@127.0.0.1:${server.port}/live`;
      let asked = await doctor(address, '--json');
      // On a machine that is busy with other things the camera may be slow for a while.
      for (let i = 0; i < 3 && asked.stdout.includes('"slow"'); i++) asked = await doctor(address, '--json');
      const { code, stdout } = asked;
      const check = JSON.parse(stdout) as CameraCheck;
      expect(code).toBe(0);
      expect(check).toMatchObject({
        pass: true,
        picture: { codec: 'h264', width: 320, height: 180 },
        sound: { codec: 'pcm_mulaw', sampleRate: 8000 },
        findings: ['sound-encoded-anew'],
      });
      expect(check.fps).toBeGreaterThan(10);
      expect(check.keyIntervalMs).toBeGreaterThan(500);
      expect(check.latencyMs).toBeGreaterThan(500);
      expect(check.capacity.cameras).toBeGreaterThan(0);
      expect(check.capacity.hours).toBeGreaterThan(0);
      expectNoSecret(stdout);
      // Typed on the command line it is hidden as soon as the command runs.
      const typed = run(process.execPath, [AGENT_PROGRAM, 'doctor', address], { timeout: 90_000 });
      await until(
        'the title stands instead',
        () => commandLines().ours.join('\n').includes('giamsat-agent doctor'),
        30_000,
      );
      expectNoSecret(commandLines().all.join('\n'));
      expect((await typed).stdout).toMatch(/ĐẠT\n[\s\S]*→ .*AAC/);
    } finally {
      await server.stop();
    }
  });

  it('says Chưa đạt with what to set, in two languages', async () => {
    const server = await startGst({ streams });
    try {
      const vi = await doctor(`rtsp://127.0.0.1:${server.port}/none`);
      expect(vi.code).toBe(1);
      expect(vi.stdout).toMatch(/^CHƯA ĐẠT\n[\s\S]*đường dẫn RTSP/);
      const en = await doctor(`rtsp://127.0.0.1:${server.port}/none`, '--language', 'en');
      expect(en.stdout).toMatch(/^FAIL\n[\s\S]*RTSP path/);
    } finally {
      await server.stop();
    }
  });
});
