/** Before tests that start the service or an agent: what they start is what the sources say. */
import { ensurePrograms } from '@giamsat/infra/run/built.mjs';

export const setup = async (): Promise<void> => {
  await ensurePrograms();
};
