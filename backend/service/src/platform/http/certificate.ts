/** The certificate of the TLS port: one's own, or a self-made one for localhost that stays in the data directory. */
import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from 'selfsigned';

export type Certificate = { cert: string; key: string };

const DAYS = 365;
const RENEW_BEFORE_DAYS = 30;
const DAY_MS = 86_400_000;

export async function certificateOf(options: {
  dir: string;
  given: { certFile: string; keyFile: string } | undefined;
  now: number;
}): Promise<Certificate> {
  if (options.given) {
    const [cert, key] = await Promise.all([
      readFile(options.given.certFile, 'utf8'),
      readFile(options.given.keyFile, 'utf8'),
    ]);
    return { cert, key };
  }
  const certFile = path.join(options.dir, 'localhost.crt');
  const keyFile = path.join(options.dir, 'localhost.key');
  const kept = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]).catch(() => undefined);
  if (kept && Date.parse(new X509Certificate(kept[0]).validTo) > options.now + RENEW_BEFORE_DAYS * DAY_MS) {
    return { cert: kept[0], key: kept[1] };
  }
  const made = await selfMade(options.now);
  await mkdir(options.dir, { recursive: true, mode: 0o700 });
  // A power cut would leave empty files, and a service that does not start.
  await writeFile(keyFile, made.key, { mode: 0o600, flush: true });
  await chmod(keyFile, 0o600);
  await writeFile(certFile, made.cert, { flush: true });
  return made;
}

async function selfMade(now: number): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { cert, key };
}
