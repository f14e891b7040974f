import { expect, it } from 'vitest';
import { parseLine, tellsOfMissingOrder, tellsOfTimeGoingBack } from './complaints.ts';

/** As ffmpeg 5.1 says it of a camera with B-frames over RTSP. */
const ORDERLESS = [
  '[mp4 @ 0x55a77eea3640] [warning] Packet duration: -9223372036853328743 / dts: 468000 is out of range',
  '[mp4 @ 0x55a77eea3640] [warning] pts has no value',
];

it('frames without a time of decoding are told from a clock that goes back', () => {
  for (const line of ORDERLESS) {
    const { text, complaint } = parseLine(line);
    expect([complaint, tellsOfMissingOrder(text), tellsOfTimeGoingBack(text)]).toEqual([true, true, false]);
  }
  const back = 'Non-monotonous DTS in output stream 0:0; previous: 9000, current: 3600; changing to 9001.';
  expect([tellsOfMissingOrder(back), tellsOfTimeGoingBack(back)]).toEqual([false, true]);
  expect(tellsOfMissingOrder('Timestamps are unset in a packet for stream 0.')).toBe(false);
});
