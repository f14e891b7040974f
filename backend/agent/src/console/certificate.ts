/** The console's certificate: the court's own where it has one, else made here and kept, so that browsers are asked to trust it once. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import path from 'node:path';
import { generate } from 'selfsigned';
import type { AgentConfig } from '../config.ts';
import { readIfThere, writeDurable } from '../platform/durable.ts';

const DAYS = 825;
const RENEW_BEFORE_MS = 30 * 86_400_000;

const addresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address }) => address)
    .filter((address) => !address.includes('%'));

export async function consoleCertificate(config: AgentConfig): Promise<{ cert: string; key: string }> {
  const { certFile, keyFile } = config.console;
  if (certFile && keyFile) return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  const file = path.join(config.dataDir, 'console-certificate.json');
  const kept = readIfThere(file);
  if (kept !== undefined) {
    const pair = JSON.parse(kept) as { cert: string; key: string };
    if (Date.parse(new X509Certificate(pair.cert).validTo) - Date.now() > RENEW_BEFORE_MS) return pair;
  }
  const notAfter = new Date(Date.now() + DAYS * 86_400_000);
  const made = await generate([{ name: 'commonName', value: `giamsat ${config.code}` }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 86_400_000),
    notAfterDate: notAfter,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 2, value: hostname() },
          ...[...new Set(['127.0.0.1', ...addresses()])].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  const pair = { cert: made.cert, key: made.private };
  writeDurable(file, JSON.stringify(pair));
  return pair;
}
