/** Reads RTSP requests from a connection on which RTCP of the client may be interleaved. */

export interface RtspRequest {
  method: string;
  uri: string;
  headers: ReadonlyMap<string, string>;
}

const largestRequest = 16_384;

/** Returns a function that takes bytes and gives the requests they complete; throws on what is no RTSP. */
export function createRequestReader(): (chunk: Buffer) => RtspRequest[] {
  let held: Buffer = Buffer.alloc(0);
  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const requests: RtspRequest[] = [];
    for (;;) {
      if (held.length >= 4 && held[0] === 0x24) {
        const end = 4 + held.readUInt16BE(2);
        if (held.length < end) return requests;
        held = held.subarray(end);
        continue;
      }
      const end = held[0] === 0x24 ? -1 : held.indexOf('\r\n\r\n');
      if (end < 0) {
        if (held.length > largestRequest) throw new Error('request too long');
        return requests;
      }
      const [line = '', ...rest] = held.toString('utf8', 0, end).split('\r\n');
      const [method, uri, version] = line.split(' ');
      if (method === undefined || uri === undefined || !version?.startsWith('RTSP/1.'))
        throw new Error('not an RTSP request');
      const headers = new Map(
        rest.map((text) => [
          text.slice(0, text.indexOf(':')).trim().toLowerCase(),
          text.slice(text.indexOf(':') + 1).trim(),
        ]),
      );
      const body = Number(headers.get('content-length') ?? 0);
      if (!Number.isInteger(body) || body < 0 || body > largestRequest) throw new Error('body too long');
      if (held.length < end + 4 + body) return requests;
      held = held.subarray(end + 4 + body);
      requests.push({ method, uri, headers });
    }
  };
}
