// Orders exports over HTTP as a page does, waits for them, and unpacks them as a person does.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Export, Exports } from '@giamsat/contract/wire/exports';
import { openFile } from '@giamsat/proof/package/node-source';
import { openZip } from '@giamsat/proof/package/zip-reading';
import { until } from '../rig/processes.ts';

export type Desk = { http: string; cookie: string };

export const ask = (desk: Desk, method: string, path: string, headers: Record<string, string> = {}) =>
  fetch(`${desk.http}/api/v1${path}`, {
    method,
    headers: { cookie: desk.cookie, ...(method === 'GET' ? {} : { 'giamsat-request': '1' }), ...headers },
  });

/** As the page does where a proof of who asks is due: however slow the machine is, the next five minutes are proven. */
export async function prove(desk: Desk, password: string): Promise<void> {
  const answer = await fetch(`${desk.http}/api/v1/session/proof`, {
    method: 'POST',
    headers: { cookie: desk.cookie, 'giamsat-request': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ password }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

export async function order(desk: Desk, hearing: string, kind: Export['kind'], query = ''): Promise<Export> {
  const answer = await ask(desk, 'POST', `/hearings/${hearing}/exports/${kind}${query}`);
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`${answer.status} ${text}`);
  return (JSON.parse(text) as { export: Export }).export;
}

export async function list(desk: Desk): Promise<Export[]> {
  return ((await (await ask(desk, 'GET', '/exports')).json()) as Exports).exports;
}

const ENDED: readonly Export['state'][] = ['done', 'failed', 'cancelled', 'removed'];
/** As it ended. */
export const ended = (desk: Desk, { id }: Pick<Export, 'id'>, timeoutMs = 120_000): Promise<Export> =>
  until(
    'the export to be made',
    async () => (await list(desk)).find((one) => one.id === id && ENDED.includes(one.state)),
    timeoutMs,
  );

/** Into a folder without anything else. */
export async function unpack(zip: string, folder: string): Promise<void> {
  const file = await openFile(zip);
  const { source } = await openZip(file);
  if (!source) throw new Error(`${zip} cannot be opened`);
  for (const { path: name, bytes } of source.files) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), await source.read(name, 0, bytes));
  }
  await file.close();
}
