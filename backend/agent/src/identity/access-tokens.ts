/** The token by which the agent speaks to the service: asked for with a signed assertion, and renewed before it ends. */
import type { TokenAnswer } from '@giamsat/contract/wire/ingest';
import { rfc3339 } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { RefusedError } from '../uplink/service-client.ts';
import type { Identity } from './identity.ts';
import { signAssertion } from './sign.ts';

export type AccessTokens = {
  /** @throws {RefusedError} when the service does not know the key; {LineError} when it cannot be asked */
  get(): Promise<string>;
  /** The service did not take this token: the next call gets another. */
  refused(token: string): void;
  /** False while the service does not take this machine's key. */
  known(): boolean;
};

export type AccessTokensOptions = {
  /** Read anew each time: whoever enrols the machine again need not start it again. */
  identity: () => Identity;
  exchange: (assertion: string) => Promise<TokenAnswer>;
  /** The corrected clock. */
  now: () => number;
  /** Sets the clock by the service's. */
  setClock: () => Promise<unknown>;
  logger: Logger;
  /** Milliseconds that no one can set. */
  steady?: () => number;
};

/** Renewed when so much of its life is left: enough for a line that comes and goes. */
const RENEW_SHARE = 0.25;
/** After a refusal nobody asks again for so long. */
const HOLD_MS = 10_000;

export function createAccessTokens(options: AccessTokensOptions): AccessTokens {
  const { exchange, now, logger, steady = () => performance.now() } = options;
  let current: { token: string; renewAt: number; endsAt: number } | undefined;
  let renewing: Promise<string> | undefined;
  let held: { error: RefusedError; until: number } | undefined;

  const ask = async (): Promise<TokenAnswer> => exchange(await signAssertion(options.identity(), now()));

  const askTwice = async (): Promise<TokenAnswer> => {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RefusedError) || error.code !== 'wrong-clock') throw error;
      logger.error(
        { machine: rfc3339(Date.now()), corrected: rfc3339(now()), reason: error.problem?.detail },
        'identity: this machine’s clock is wrong; it is corrected by the service’s, and should be set',
      );
      await options.setClock();
      return ask();
    }
  };

  const renew = async (): Promise<string> => {
    if (held && steady() < held.until) throw held.error;
    const askedAt = steady();
    try {
      const { access_token, expires_in } = await askTwice();
      if (held) logger.info('identity: the service knows this machine’s key again');
      held = undefined;
      const lifeMs = expires_in * 1000;
      current = { token: access_token, renewAt: askedAt + lifeMs * (1 - RENEW_SHARE), endsAt: askedAt + lifeMs };
      return access_token;
    } catch (error) {
      if (error instanceof RefusedError && error.status === 401) {
        if (!held) {
          logger.error(
            { reason: error.problem?.detail },
            'identity: the service does not take this machine’s key; what is entered and recorded is kept here until it is enrolled again',
          );
        }
        held = { error, until: steady() + HOLD_MS };
      }
      throw error;
    }
  };
  const renewOnce = (): Promise<string> => {
    renewing ??= renew().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  return {
    async get() {
      if (!current || steady() >= current.endsAt) return renewOnce();
      // Whoever asks meanwhile speaks with the old one, which still holds.
      if (steady() >= current.renewAt) renewOnce().catch(() => {});
      return current.token;
    },
    refused(token) {
      if (current?.token === token) current = undefined;
    },
    known: () => held === undefined,
  };
}
