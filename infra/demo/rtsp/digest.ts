/** HTTP digest access authentication as cameras use it in RTSP (RFC 2617, MD5, no qop). */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export interface DigestGate {
  challenge(): string;
  admits(method: string, authorization: string | undefined): boolean;
}

export function createDigestGate(user: string, password: string, realm = 'camera'): DigestGate {
  const nonce = randomBytes(16).toString('hex');
  return {
    challenge: () => `Digest realm="${realm}", nonce="${nonce}"`,
    admits(method, authorization) {
      if (authorization === undefined || !/^Digest /i.test(authorization)) return false;
      const fields = new Map([...authorization.matchAll(/(\w+)="([^"]*)"/g)].map((m) => [m[1], m[2] ?? '']));
      if (fields.get('nonce') !== nonce || fields.get('username') !== user) return false;
      const expected = md5(
        `${md5(`${user}:${realm}:${password}`)}:${nonce}:${md5(`${method}:${fields.get('uri') ?? ''}`)}`,
      );
      const given = fields.get('response') ?? '';
      return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
    },
  };
}
