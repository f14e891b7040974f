// What comes from the operating system: asked for by what it is needed for, installed through apt where we may.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { isRoot, onPath } from './env.mjs';
import { run } from './process.mjs';
import { mustSucceed, Stop } from './say.mjs';

const command = (name, packageName = name) => ({ packageName, present: () => onPath(name) });
const file = (path, packageName) => ({ packageName, present: () => existsSync(path) });
const plugin = (name, packageName) => ({
  packageName,
  present: () => gstreamerFolders().some((folder) => existsSync(`${folder}/${name}`)),
});

function gstreamerFolders() {
  if (!existsSync('/usr/lib')) return [];
  return readdirSync('/usr/lib').map((folder) => `/usr/lib/${folder}/gstreamer-1.0`);
}

export const forDemo = [
  command('ffmpeg'),
  command('espeak-ng'),
  file('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', 'fonts-dejavu-core'),
];

/** Several nodes of the service on one machine. */
export const forNodes = [
  ...forDemo,
  command('nginx', 'nginx-light'),
  command('redis-server'),
  { packageName: 'postgresql', present: () => existsSync('/usr/lib/postgresql') },
];

export const forTests = [
  ...forDemo,
  command('chromium'),
  command('nginx', 'nginx-light'),
  file('/usr/lib/nginx/modules/ngx_rtmp_module.so', 'libnginx-mod-rtmp'),
  command('openssl'),
  command('redis-server'),
  // Clocks that are wrong, for one process alone.
  command('faketime'),
  command('python3'),
  file('/usr/lib/python3/dist-packages/gi', 'python3-gi'),
  // Signatures, for the second verifier of exports.
  file('/usr/lib/python3/dist-packages/cryptography', 'python3-cryptography'),
  ...['x86_64', 'aarch64']
    .filter((machine) => existsSync(`/usr/lib/${machine}-linux-gnu`))
    .map((machine) =>
      file(`/usr/lib/${machine}-linux-gnu/girepository-1.0/GstRtspServer-1.0.typelib`, 'gir1.2-gst-rtsp-server-1.0'),
    ),
  // RTSPS of GStreamer's server.
  ...['x86_64', 'aarch64']
    .filter((machine) => existsSync(`/usr/lib/${machine}-linux-gnu`))
    .map((machine) => file(`/usr/lib/${machine}-linux-gnu/gio/modules/libgiognutls.so`, 'glib-networking')),
  plugin('libgstrtp.so', 'gstreamer1.0-plugins-good'),
  plugin('libgstvideotestsrc.so', 'gstreamer1.0-plugins-base'),
  plugin('libgstvideoparsersbad.so', 'gstreamer1.0-plugins-bad'),
  plugin('libgstx264.so', 'gstreamer1.0-plugins-ugly'),
  plugin('libgstlibav.so', 'gstreamer1.0-libav'),
];

/** Names of the packages among `needs` that are missing here. */
export function missing(needs) {
  return [...new Set(needs.filter((need) => !need.present()).map((need) => need.packageName))];
}

/** Installs what is missing; throws `Stop` with the one command to type where we may not. Returns the line to say. */
export async function ensureSystemPackages(needs) {
  const wanted = missing(needs);
  if (wanted.length === 0) return 'system packages are here';
  const how = `apt-get install -y --no-install-recommends ${wanted.join(' ')}`;
  if (!isRoot || !onPath('apt-get')) {
    throw new Stop(`Missing: ${wanted.join(', ')}. Please install and start again:\n    sudo ${how}`);
  }
  const release = keepServicesAsleep();
  try {
    if ((await install(wanted)).code !== 0) mustSucceed(await install(wanted), how);
  } finally {
    release();
  }
  const still = missing(needs);
  if (still.length > 0)
    throw new Stop(`apt installed ${still.join(', ')}, but what we need of it is not where we look`);
  return `system packages installed: ${wanted.join(', ')}`;
}

async function install(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_MODE: 'l' };
  const lock = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=2', '-q'];
  const updated = await run('apt-get', [...lock, 'update'], { env, timeoutMs: 180_000, log: 'apt-update.log' });
  if (updated.code !== 0) return updated;
  const options = ['-y', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold'];
  return run('apt-get', [...lock, 'install', ...options, ...packages], { env, timeoutMs: 600_000, log: 'apt.log' });
}

/** While we install, Debian's packages start no service: tests start their own, on ports of their own. */
function keepServicesAsleep() {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return () => {};
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  return () => rmSync(policy, { force: true });
}
