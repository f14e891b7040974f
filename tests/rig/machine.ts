/** A court's machine that a test speaks for: enrolled as a real one is, with tokens as long as they are asked for. */
import { createAccessTokens } from '@giamsat/agent/identity/access-tokens';
import { enrol } from '@giamsat/agent/identity/enrol';
import { readIdentity } from '@giamsat/agent/identity/identity';
import { createLogger } from '@giamsat/agent/platform/logger';
import { createServiceClient } from '@giamsat/agent/uplink/service-client';

export type Machine = {
  /** Enrolled at the first call. */
  token(): Promise<string>;
};

export function createMachine(options: {
  service: () => string;
  agent: string;
  code: string;
  /** Folder of its key. */
  keysDir: string;
}): Machine {
  const { agent, keysDir } = options;
  let enrolled: Promise<unknown> | undefined;
  const tokens = createAccessTokens({
    identity: () => readIdentity(keysDir, agent),
    async exchange(assertion) {
      // A connection that is kept would keep the bench that uses it from ending.
      const client = createServiceClient({ service: options.service(), now: Date.now });
      try {
        return await client.token(assertion);
      } finally {
        await client.close();
      }
    },
    now: Date.now,
    setClock: async () => {},
    logger: createLogger('silent', agent),
  });
  return {
    async token() {
      enrolled ??= enrol({ code: agent, service: options.service(), keysDir }, options.code);
      await enrolled;
      return tokens.get();
    },
  };
}
