/** The technician's check on the agent's console: signed in only, with a picture only while nobody sits. */
import { createConsole } from '@giamsat/agent/console/console';
import { createLogger } from '@giamsat/agent/platform/logger';
import type { CameraCheck } from '@giamsat/contract/camera/check';
import { expect, it } from 'vitest';
import { agentConfig, clerkOfTests, clerkPage, dataFolder, FEED, startAgent } from '../agent/court.ts';
import { openHearing, testHearing } from '../agent/hearing.ts';
import { startProvince } from '../agent/province.ts';
import { until } from '../agent/wait.ts';
import { h264, startGst } from './support/gst.ts';

it('tells of a running camera and of another one; the preview ends with a sitting', async () => {
  const camera = await startGst({ streams: { '/live': h264(), '/other': h264() } });
  const province = await startProvince({ feeds: [FEED], clerks: [clerkOfTests()] });
  const data = dataFolder();
  const url = `rtsp://127.0.0.1:${camera.port}`;
  const agent = await startAgent(agentConfig(province.url(), data.folder, { kind: 'rtsp', url: `${url}/live` }));
  const console_ = await createConsole(agent, createLogger('silent', 'lb-1'));
  const base = await console_.listen();
  try {
    expect((await fetch(`${base}/clerk/api/feeds/${FEED}/check`)).status).toBe(401);
    await until('the clerk is known', () => agent.desk.clerks().length > 0);
    const page = await clerkPage(base);
    await until('it runs', () => agent.units[0]?.camera.health().keyIntervalMs, 60_000);
    // On a machine that is busy with other things the camera may be slow for a while.
    const running = await until(
      'it passes',
      async () => {
        const check = await page.get<CameraCheck>(`/feeds/${FEED}/check`);
        return check.pass && check;
      },
      60_000,
    );
    expect(running.picture).toMatchObject({ codec: 'h264', width: 320, height: 180 });
    expect(running.latencyMs).toBeGreaterThan(500);
    expect(running.findings).toContain('no-sound');

    expect((await page.post('/camera-check', { url: 'file:///etc/passwd' })).status).toBe(400);
    type Answer = { check: CameraCheck; preview?: string };
    const first = page.post('/camera-check', { url: `${url}/other` });
    expect((await page.post('/camera-check', { url: `${url}/other` })).status).toBe(409);
    await first;
    /** A camera that takes longer than a check to begin, on a busy machine, is checked again. */
    const checked = () =>
      until(
        'it sends a picture',
        async () => {
          const answer = (await page.post('/camera-check', { url: `${url}/other` })).body as Answer;
          return answer.check.fps !== undefined && answer;
        },
        90_000,
      );
    expect((await checked()).preview).toMatch(/^data:image\/jpeg;base64,/);

    openHearing(testHearing(agent));
    await until('somebody sits', () => agent.units[0]?.recorder.verdict().state !== 'off');
    expect((await checked()).preview).toBeUndefined();
  } finally {
    await console_.close();
    await agent.stop();
    await camera.stop();
    await province.close();
    data.remove();
  }
}, 300_000);
