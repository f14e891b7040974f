/** RTP packets for H.264 (RFC 6184, mode 1) and AAC (RFC 3640, AAC-hbr), framed for RTSP's interleaved channel. */

const largestPayload = 1400;
const videoClock = 90_000;

export interface Track {
  readonly channel: number;
  readonly ssrc: number;
  readonly payloadType: number;
  readonly clockRate: number;
  /** State that grows with each packet. */
  sequence: number;
  packets: number;
  octets: number;
}

export const createTrack = (channel: number, payloadType: number, clockRate = videoClock): Track => ({
  channel,
  payloadType,
  clockRate,
  ssrc: (Math.random() * 0xffffffff) >>> 0,
  sequence: (Math.random() * 0xffff) >>> 0,
  packets: 0,
  octets: 0,
});

function interleaved(channel: number, parts: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(4);
  head[0] = 0x24;
  head[1] = channel;
  head.writeUInt16BE(
    parts.reduce((sum, p) => sum + p.length, 0),
    2,
  );
  return Buffer.concat([head, ...parts]);
}

function rtp(track: Track, timestamp: number, marker: boolean, parts: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(12);
  head[0] = 0x80;
  head[1] = track.payloadType | (marker ? 0x80 : 0);
  head.writeUInt16BE(track.sequence, 2);
  head.writeUInt32BE(timestamp >>> 0, 4);
  head.writeUInt32BE(track.ssrc, 8);
  track.sequence = (track.sequence + 1) & 0xffff;
  track.packets += 1;
  track.octets += parts.reduce((sum, p) => sum + p.length, 0);
  return interleaved(track.channel, [head, ...parts]);
}

/** One picture: each NAL unit whole if it fits, else in fragments (FU-A); the last packet carries the marker. */
export function videoPackets(track: Track, timestamp: number, nals: readonly Buffer[]): Buffer {
  const packets: Buffer[] = [];
  for (const [n, nal] of nals.entries()) {
    const lastNal = n === nals.length - 1;
    if (nal.length <= largestPayload) {
      packets.push(rtp(track, timestamp, lastNal, [nal]));
      continue;
    }
    const header = nal[0] ?? 0;
    for (let at = 1; at < nal.length; at += largestPayload) {
      const piece = nal.subarray(at, at + largestPayload);
      const last = at + largestPayload >= nal.length;
      const fu = Buffer.from([(header & 0xe0) | 28, (header & 0x1f) | (at === 1 ? 0x80 : 0) | (last ? 0x40 : 0)]);
      packets.push(rtp(track, timestamp, last && lastNal, [fu, piece]));
    }
  }
  return Buffer.concat(packets);
}

/** One AAC frame with its 13 bit size and 3 bit index. */
export function audioPacket(track: Track, timestamp: number, frame: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(16, 0);
  head.writeUInt16BE((frame.length << 3) & 0xffff, 2);
  return rtp(track, timestamp, true, [head, frame]);
}

/** RTCP sender report: ties the track's timestamps to the wall clock, so that players keep lips and words together. */
export function senderReport(track: Track, timestamp: number, at: number): Buffer {
  const report = Buffer.alloc(28);
  report[0] = 0x80;
  report[1] = 200;
  report.writeUInt16BE(6, 2);
  report.writeUInt32BE(track.ssrc, 4);
  report.writeUInt32BE(Math.floor(at / 1000) + 2_208_988_800, 8);
  report.writeUInt32BE(Math.floor(((at % 1000) / 1000) * 2 ** 32), 12);
  report.writeUInt32BE(timestamp >>> 0, 16);
  report.writeUInt32BE(track.packets, 20);
  report.writeUInt32BE(track.octets >>> 0, 24);
  return interleaved(track.channel + 1, [report]);
}
