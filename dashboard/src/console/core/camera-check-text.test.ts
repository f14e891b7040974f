import type { CameraCheck } from '@giamsat/contract/camera/check';
import { describe, expect, it } from 'vitest';
import { adviceOf, factsOf } from './camera-check-text.ts';

const check: CameraCheck = {
  pass: false,
  picture: { codec: 'hevc', profile: 'Main', width: 1920, height: 1080 },
  fps: 25,
  kbps: 2048,
  keyIntervalMs: 2000,
  transcoded: false,
  findings: ['no-sound', 'something-newer', 'hevc'],
  capacity: { cores: 4, diskFreeBytes: 1e12, cameras: 30, hours: 1085 },
};

describe('the technician’s check on the page', () => {
  it('names what must be set first, and leaves out what it does not know', () => {
    const advice = adviceOf(check, 'vi');
    expect(advice.map(({ code, must }) => [code, must])).toEqual([
      ['hevc', true],
      ['no-sound', false],
    ]);
    expect(advice[0]?.change).toContain('H.264');
  });

  it('says what is there, and nothing of what is not', () => {
    expect(factsOf(check, 'vi')).toEqual([
      { label: 'check.picture', value: 'HEVC Main · 1920×1080 · 25 fps · 2.048 kbit/s' },
      { label: 'check.gop', value: '2 s' },
      { label: 'check.sound', word: 'check.noSound' },
      { label: 'check.cameras', value: '≈ 30' },
      { label: 'check.hours', value: '≈ 1.085' },
    ]);
  });
});
