/** One client of the camera: answers its RTSP requests and sends it the media over the same connection. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { DigestGate } from './digest.ts';
import { createRequestReader, type RtspRequest } from './request.ts';
import { audioPacket, createTrack, senderReport, type Track, videoPackets } from './rtp.ts';

export interface StreamDescription {
  sps: Buffer;
  pps: Buffer;
  audioConfig: Buffer;
  sampleRate: number;
}

export interface Session {
  video(seconds: number, key: boolean, nals: readonly Buffer[]): void;
  audio(seconds: number, frame: Buffer): void;
}

export interface SessionDeps {
  socket: Socket;
  gate: DigestGate | undefined;
  path: string;
  /** Wall clock (ms since 1970) of media time 0. */
  beganAt: number;
  describe: () => StreamDescription | undefined;
  onClose: () => void;
}

interface Answer {
  status: string;
  headers?: Record<string, string>;
  body?: string;
}

const methods = 'OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, SET_PARAMETER, TEARDOWN';
const sessionTimeoutS = 60;
/** A client that does not read is let go; it comes again. */
const largestBacklogBytes = 2 << 20;

export function sdp(stream: StreamDescription): string {
  const profile = stream.sps.subarray(1, 4).toString('hex').toUpperCase();
  return [
    'v=0',
    'o=- 0 0 IN IP4 0.0.0.0',
    's=camera',
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'a=control:*',
    'm=video 0 RTP/AVP 96',
    'a=rtpmap:96 H264/90000',
    `a=fmtp:96 packetization-mode=1; sprop-parameter-sets=${stream.sps.toString('base64')},${stream.pps.toString('base64')}; profile-level-id=${profile}`,
    'a=control:trackID=0',
    'm=audio 0 RTP/AVP 97',
    `a=rtpmap:97 MPEG4-GENERIC/${stream.sampleRate}/1`,
    `a=fmtp:97 profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=${stream.audioConfig.toString('hex')}`,
    'a=control:trackID=1',
    '',
  ].join('\r\n');
}

export function createSession(deps: SessionDeps): Session {
  const { socket } = deps;
  const id = randomBytes(6).toString('hex');
  const read = createRequestReader();
  const tracks: (Track | undefined)[] = [undefined, undefined];
  let playing = false;
  let begun = false;
  let reported = Number.NEGATIVE_INFINITY;

  function setup(request: RtspRequest): Answer {
    const stream = deps.describe();
    const n = Number(/trackID=(\d)/.exec(request.uri)?.[1] ?? 0);
    const transport = request.headers.get('transport') ?? '';
    const channel = Number(/interleaved=(\d+)/.exec(transport)?.[1] ?? n * 2);
    if (stream === undefined || n > 1) return { status: '404 Not Found' };
    if (!/RTP\/AVP\/TCP/i.test(transport) || channel > 254) return { status: '461 Unsupported Transport' };
    const track = n === 0 ? createTrack(channel, 96) : createTrack(channel, 97, stream.sampleRate);
    tracks[n] = track;
    const ssrc = track.ssrc.toString(16).padStart(8, '0');
    return {
      status: '200 OK',
      headers: {
        Transport: `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1};ssrc=${ssrc}`,
        Session: `${id};timeout=${sessionTimeoutS}`,
      },
    };
  }

  function describe(request: RtspRequest): Answer {
    const stream = deps.describe();
    if (stream === undefined) return { status: '503 Service Unavailable', headers: { 'Retry-After': '1' } };
    const base = `${request.uri.replace(/\/$/, '')}/`;
    return {
      status: '200 OK',
      headers: { 'Content-Type': 'application/sdp', 'Content-Base': base },
      body: sdp(stream),
    };
  }

  function play(): Answer {
    playing = tracks.some((track) => track !== undefined);
    return playing
      ? { status: '200 OK', headers: { Session: id, Range: 'npt=now-' } }
      : { status: '455 Method Not Valid in This State' };
  }

  function handle(request: RtspRequest): Answer {
    const { method } = request;
    if (method !== 'OPTIONS' && deps.gate?.admits(method, request.headers.get('authorization')) === false)
      return { status: '401 Unauthorized', headers: { 'WWW-Authenticate': deps.gate.challenge() } };
    const pathname = URL.canParse(request.uri) ? new URL(request.uri).pathname : request.uri;
    if (pathname !== '*' && !pathname.startsWith(deps.path)) return { status: '404 Not Found' };
    switch (method) {
      case 'OPTIONS':
        return { status: '200 OK', headers: { Public: methods } };
      case 'DESCRIBE':
        return describe(request);
      case 'SETUP':
        return setup(request);
      case 'PLAY':
        return play();
      case 'GET_PARAMETER':
      case 'SET_PARAMETER':
      case 'TEARDOWN':
        return { status: '200 OK', headers: { Session: id } };
      default:
        return { status: '501 Not Implemented' };
    }
  }

  function write(request: RtspRequest, { status, headers = {}, body = '' }: Answer): void {
    const lines = [`RTSP/1.0 ${status}`, `CSeq: ${request.headers.get('cseq') ?? '0'}`];
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    if (request.method === 'TEARDOWN') socket.end();
  }

  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('close', deps.onClose);
  socket.on('data', (chunk) => {
    try {
      for (const request of read(chunk)) write(request, handle(request));
    } catch {
      socket.destroy();
    }
  });

  function send(packet: Buffer): void {
    if (socket.writableLength > largestBacklogBytes) socket.destroy();
    else socket.write(packet);
  }

  const stampOf = (track: Track, seconds: number): number => Math.round(seconds * track.clockRate) % 2 ** 32;

  /** Wall clock and media time are tied once, by `beganAt`: a report taken from the time of sending would shake them. */
  function report(seconds: number): void {
    if (seconds - reported < 5) return;
    reported = seconds;
    for (const track of tracks)
      if (track !== undefined) send(senderReport(track, stampOf(track, seconds), deps.beganAt + seconds * 1000));
  }

  return {
    video(seconds, key, nals) {
      const [track] = tracks;
      if (!playing || track === undefined || (!begun && !key)) return;
      begun = true;
      report(seconds);
      send(videoPackets(track, stampOf(track, seconds), nals));
    },
    audio(seconds, frame) {
      const track = tracks[1];
      if (!playing || track === undefined || (!begun && tracks[0] !== undefined)) return;
      report(seconds);
      send(audioPacket(track, stampOf(track, seconds), frame));
    },
  };
}
