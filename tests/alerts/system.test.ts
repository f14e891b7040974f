// How machines fare, over HTTP: for those who keep them and the heads of their courts, of their own court or of all, and no word of a hearing.
import type { AgentVitals } from '@giamsat/contract/wire/ingest';
import { FeedHistory, SystemAnswer } from '@giamsat/contract/wire/system';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse } from '../live/support/house.ts';
import { watch } from '../live/support/viewer.ts';
import { until } from '../rig/processes.ts';

const TITLE = 'Vụ án không được nêu ở trang hệ thống';
let house: House;
let hearing: ReturnType<House['court']['lb']['hearing']>;
beforeAll(async () => {
  house = await openHouse();
  hearing = house.court.lb.hearing();
  await house.court.lb.tell(hearing.scheduled('lb-1', TITLE), ...hearing.opened('lb-1'));
  for (const agent of ['lb-agent', 'cl-agent']) house.hear(vitals(agent));
  await house.alerts.health.tick();
}, 120_000);
afterAll(() => house?.close());

const vitals = (agent: string, more: Partial<AgentVitals> = {}): AgentVitals => ({
  agent,
  at: new Date().toISOString(),
  version: '0.1.0',
  startedAt: new Date(Date.now() - 3_600_000).toISOString(),
  feeds: [{ feed: `${agent.slice(0, 2)}-1-1`, state: 'running', sending: 'live', fps: 25, kbps: 800, restarts: 0 }],
  spoolBytes: 5,
  outboxLength: 0,
  diskFreeBytes: 1e12,
  clockOffsetMs: 3,
  ...more,
});
async function ask(login: string, at = '') {
  const answer = await fetch(`${house.http}/api/v1/system${at}`, { headers: { cookie: await house.cookie(login) } });
  const text = await answer.text();
  return { status: answer.status, text, body: answer.ok ? (JSON.parse(text) as unknown) : undefined };
}
const system = async (login: string) => (await ask(login)).body as SystemAnswer;

describe('the system', () => {
  test('is told to who keeps all machines, to who keeps a court’s, and to nobody who watches', async () => {
    for (const [login, courts] of [
      ['quan.tri', ['cl', 'lb']],
      ['chanh.an', ['cl', 'lb']],
      ['van.phong.lb', ['lb']],
    ] as const) {
      const { status, body, text } = await ask(login);
      expect([login, status]).toEqual([login, 200]);
      expect(Compile(SystemAnswer).Check(body)).toBe(true);
      expect((body as SystemAnswer).courts.map(({ code }) => code).sort()).toEqual(courts);
      expect(text).not.toContain(hearing.id);
      expect(text).not.toContain(TITLE);
    }
    for (const login of ['giam.sat', 'kiem.sat', 'kiem.tra', 'tham.phan.lb', 'thu.ky.lb', 'man.hinh']) {
      expect([login, (await ask(login)).status]).toEqual([login, 403]);
      expect([login, (await ask(login, '/feeds/lb-1-1')).status]).toEqual([login, 403]);
    }
    expect((await ask('van.phong.lb', '/feeds/cl-1-1')).status).toBe(403);
    expect((await ask('quan.tri', '/feeds/khong-co')).status).toBe(404);
    expect((await ask('quan.tri', '/feeds/lb-1-1?through=2026-02-30T00:00:00.000Z')).status).toBe(400);
  });

  test('says of each how it fares, with version and uptime, and of what was never heard nothing', async () => {
    const answer = await system('van.phong.lb');
    const [court] = answer.courts;
    expect(court?.machines).toMatchObject([
      { code: 'lb-agent', band: 'good', version: '0.1.0', spoolBytes: 5, outboxLength: 0, clockOffsetMs: 3 },
    ]);
    const [heard, silent] = court?.feeds ?? [];
    expect(heard).toMatchObject({ code: 'lb-1-1', room: 'lb-1', band: 'good', kbps: 800, fps: 25 });
    expect(silent).toEqual({
      code: 'lb-2-1',
      name: 'Toàn cảnh',
      room: 'lb-2',
      roomName: 'Phòng 2',
      ailments: [],
      onAir: false,
    });
    expect(answer.nodes).toMatchObject([{ version: '0.1.0', ailments: expect.any(Array) }]);
  });

  test('keeps a quarter of an hour of a camera, from seconds ago, though nothing is written yet', async () => {
    await until('a sample', async () => {
      house.hear(vitals('lb-agent'));
      await house.alerts.health.tick();
      const { body } = await ask('chanh.an', '/feeds/lb-1-1');
      expect(Compile(FeedHistory).Check(body)).toBe(true);
      return (body as FeedHistory).samples.length > 0 || undefined;
    });
    const before = new Date(Date.now() - 3_600_000).toISOString();
    const { body } = await ask('chanh.an', `/feeds/lb-1-1?through=${before}`);
    expect((body as FeedHistory).samples).toEqual([]);
    for (const at of ['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']) {
      expect([at, (await ask('chanh.an', `/feeds/lb-1-1?through=${at}`)).status]).toEqual([at, 200]);
    }
  });

  test('counts what pages tell of their pictures, and names nobody', async () => {
    const window = await until('the picture', async () => {
      const [one] = house.hearings.windows.current();
      return one && Date.parse(one.opensAt) <= Date.now() ? one : undefined;
    });
    const cookie = await house.cookie('giam.sat');
    const viewer = watch({ http: house.http, cookie, scopes: ['wall'] });
    try {
      await viewer.live();
      viewer.socket().emit('playback', {
        pictures: [{ window: window.id, latencyMs: 1_200, stalls: 2, framesShown: 9, framesDropped: 0 }],
      });
      const told = await until('it to be counted', async () => {
        await house.alerts.health.tick();
        const answer = await system('chanh.an');
        return answer.courts.flatMap(({ feeds }) => feeds).find(({ code }) => code === 'lb-1-1')?.viewing;
      });
      expect(told).toEqual({ reports: 1, stalled: 1, latencyMs: 1_200 });
      expect((await ask('chanh.an')).text).not.toMatch(/giam\.sat|Người Giám Sát|hdnd/);
    } finally {
      viewer.close();
    }
  });
});
