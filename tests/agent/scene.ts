/** A scene for one test: a small province and an agent with its camera, of its own, so that scenes can be played side by side. */
import type { Agent } from '@giamsat/agent/agent';
import type { CameraSource } from '@giamsat/agent/config';
import { agentConfig, dataFolder, FEED, startAgent } from './court.ts';
import { type Province, startProvince } from './province.ts';
import { until } from './wait.ts';

export type Scene = { province: Province; agent: Agent };

/** Up when the desk is up to date and the camera runs; taken down however the test ends. */
export const onScene = (play: (scene: Scene) => Promise<void>, source?: CameraSource) => async (): Promise<void> => {
  const province = await startProvince({ feeds: [FEED] });
  const data = dataFolder();
  const agent = await startAgent(agentConfig(province.url(), data.folder, source));
  try {
    await until('the desk is up to date', () => agent.deskSync.fresh());
    await until('the camera runs', () => agent.units[0]?.camera.health().state === 'running');
    await play({ province, agent });
  } finally {
    await agent.stop();
    await province.close();
    data.remove();
  }
};
