/** Signing in as a person does whose office needs a second factor: it is set up at the first time, and recovery codes open the next ones. */
import type { BegunSecondFactor, RecoveryCodes, SessionAnswer } from '@giamsat/contract/wire/session';
import { TOTP } from 'otpauth';

/** The app's code of that moment (ms). */
export const codeOf = (secret: string, at = Date.now()): string => new TOTP({ secret }).generate({ timestamp: at });

/** By service and login: each of them opens once, whatever the clock says. */
const kept = new Map<string, string[]>();
export const keepCodes = (http: string, login: string, codes: readonly string[]): void =>
  void kept.set(`${http} ${login}`, [...codes]);
export const nextCode = (http: string, login: string): string | undefined => kept.get(`${http} ${login}`)?.pop();

/** The cookie. @throws when it is refused */
export async function signIn(http: string, login: string, password: string): Promise<string> {
  const ask = async (method: string, path: string, cookie: string, body?: unknown) => {
    const answer = await fetch(`${http}/api/v1${path}`, {
      method,
      headers: {
        'giamsat-request': '1',
        cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path} of ${login}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const code = nextCode(http, login);
  const answer = await ask('POST', '/session', '', { login, password, ...(code === undefined ? {} : { code }) });
  const cookie = answer.headers.getSetCookie().join('').split(';')[0] ?? '';
  const { viewer } = (await answer.json()) as SessionAnswer;
  if (viewer?.mustEnrol) {
    const { secret } = (await (await ask('POST', '/me/second-factor', cookie)).json()) as BegunSecondFactor;
    const confirmed = await ask('PUT', '/me/second-factor', cookie, { code: codeOf(secret) });
    keepCodes(http, login, ((await confirmed.json()) as RecoveryCodes).recoveryCodes);
  }
  return cookie;
}
