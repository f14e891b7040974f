/** Reads H.264 and AAC out of an FLV stream as ffmpeg writes it, chunk by chunk. */

export type FlvPacket =
  | { kind: 'video-config'; sps: Buffer; pps: Buffer }
  | { kind: 'audio-config'; config: Buffer }
  /** NAL units of one picture, without start codes. */
  | { kind: 'video'; timeMs: number; key: boolean; nals: Buffer[] }
  /** One raw AAC frame. */
  | { kind: 'audio'; timeMs: number; frame: Buffer };

const headerBytes = 9;
const tagHeaderBytes = 11;

function parameterSets(record: Buffer): { sps: Buffer; pps: Buffer } {
  const spsBytes = record.readUInt16BE(6);
  const ppsAt = 8 + spsBytes + 1;
  const ppsBytes = record.readUInt16BE(ppsAt);
  return { sps: record.subarray(8, 8 + spsBytes), pps: record.subarray(ppsAt + 2, ppsAt + 2 + ppsBytes) };
}

function nalUnits(data: Buffer): Buffer[] {
  const nals: Buffer[] = [];
  for (let at = 0; at + 4 <= data.length; ) {
    const bytes = data.readUInt32BE(at);
    if (bytes === 0 || at + 4 + bytes > data.length) break;
    nals.push(data.subarray(at + 4, at + 4 + bytes));
    at += 4 + bytes;
  }
  return nals;
}

function packetOf(type: number, timeMs: number, body: Buffer): FlvPacket | undefined {
  if (type === 9 && (body[0] ?? 0) % 16 === 7) {
    if (body[1] === 0) return { kind: 'video-config', ...parameterSets(body.subarray(5)) };
    if (body[1] === 1)
      return {
        kind: 'video',
        timeMs: timeMs + body.readIntBE(2, 3),
        key: (body[0] ?? 0) >> 4 === 1,
        nals: nalUnits(body.subarray(5)),
      };
  }
  if (type === 8 && (body[0] ?? 0) >> 4 === 10)
    return body[1] === 0
      ? { kind: 'audio-config', config: body.subarray(2) }
      : { kind: 'audio', timeMs, frame: body.subarray(2) };
  return undefined;
}

/** Returns a function that takes bytes and gives the packets that they complete. */
export function createFlvReader(): (chunk: Buffer) => FlvPacket[] {
  let held: Buffer = Buffer.alloc(0);
  let begun = false;
  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const packets: FlvPacket[] = [];
    let at = 0;
    if (!begun) {
      if (held.length < headerBytes + 4) return packets;
      if (held.toString('latin1', 0, 3) !== 'FLV') throw new Error('not an FLV stream');
      begun = true;
      at = headerBytes + 4;
    }
    while (held.length - at >= tagHeaderBytes) {
      const bytes = held.readUIntBE(at + 1, 3);
      const end = at + tagHeaderBytes + bytes + 4;
      if (held.length < end) break;
      const timeMs = held.readUIntBE(at + 4, 3) + (held[at + 7] ?? 0) * 0x1000000;
      const packet = packetOf(held[at] ?? 0, timeMs, held.subarray(at + tagHeaderBytes, end - 4));
      if (packet !== undefined) packets.push(packet);
      at = end;
    }
    held = held.subarray(at);
    return packets;
  };
}
