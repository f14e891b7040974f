/** The technician's check as lines to read, Vietnamese first. */
import type { CameraCheck } from '@giamsat/contract/camera/check';
import { type Finding, isFailing } from '@giamsat/contract/camera/finding';
import { FINDING_WORDS } from '@giamsat/contract/camera/finding-words';

export type Language = 'vi' | 'en';

const WORDS = {
  vi: {
    pass: 'ĐẠT',
    fail: 'CHƯA ĐẠT',
    picture: 'Hình',
    fps: 'khung hình/giây',
    key: 'I-frame mỗi',
    sound: 'Tiếng',
    noSound: 'không có',
    level: 'mức',
    latency: 'Độ trễ dự kiến tới màn hình',
    anew: 'Hình được mã hóa lại tại máy này',
    cost: 'Chi phí xử lý',
    core: 'của một lõi',
    machine: 'Máy này',
    cores: 'lõi',
    free: 'đĩa trống',
    cameras: 'máy quay như thế này',
    hours: 'giờ của một máy quay khi mất đường truyền',
    must: 'PHẢI SỬA',
    better: 'NÊN SỬA',
  },
  en: {
    pass: 'PASS',
    fail: 'FAIL',
    picture: 'Picture',
    fps: 'frames/s',
    key: 'key frame every',
    sound: 'Sound',
    noSound: 'none',
    level: 'level',
    latency: 'Expected latency to the screen',
    anew: 'The picture is encoded anew on this machine',
    cost: 'Cost',
    core: 'of one core',
    machine: 'This machine',
    cores: 'cores',
    free: 'disk free',
    cameras: 'cameras like this one',
    hours: 'hours of one camera while the line is out',
    must: 'MUST CHANGE',
    better: 'BETTER CHANGE',
  },
} as const;

const known = (code: string): code is Finding => code in FINDING_WORDS;

export function checkText(check: CameraCheck, language: Language): string {
  const w = WORDS[language];
  const { picture, sound, fps, kbps, keyIntervalMs, latencyMs, capacity } = check;
  const number = (value: number) => value.toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB');
  const joined = (...pieces: (string | false | undefined)[]) => pieces.filter(Boolean).join(', ');
  const lines = [
    check.pass ? w.pass : w.fail,
    picture &&
      `${w.picture}: ${joined(
        [picture.codec.toUpperCase(), picture.profile].filter(Boolean).join(' '),
        picture.width !== undefined && `${picture.width}×${picture.height}`,
        fps !== undefined && `${number(fps)} ${w.fps}`,
        keyIntervalMs !== undefined && `${w.key} ${number(Math.round(keyIntervalMs / 100) / 10)} s`,
        kbps !== undefined && `${number(kbps)} kbit/s`,
      )}`,
    picture &&
      `${w.sound}: ${
        sound
          ? joined(
              sound.codec.toUpperCase(),
              sound.sampleRate !== undefined && `${number(sound.sampleRate)} Hz`,
              sound.levelDb !== undefined && `${w.level} ${number(sound.levelDb)} dBFS`,
            )
          : w.noSound
      }`,
    latencyMs !== undefined && `${w.latency}: ${number(latencyMs)} ms`,
    check.transcoded && w.anew,
    check.corePercent !== undefined && `${w.cost}: ${number(check.corePercent)} % ${w.core}`,
    `${w.machine}: ${joined(
      `${capacity.cores} ${w.cores}`,
      `${w.free} ${number(Math.round(capacity.diskFreeBytes / 1e9))} GB`,
      capacity.cameras !== undefined && `≈ ${capacity.cameras} ${w.cameras}`,
      capacity.hours !== undefined && `≈ ${number(capacity.hours)} ${w.hours}`,
    )}`,
    ...check.findings.filter(known).flatMap((code) => {
      const { what, change } = FINDING_WORDS[code];
      return ['', `[${isFailing(code) ? w.must : w.better}] ${what[language]}`, `  → ${change[language]}`];
    }),
  ];
  return `${lines.filter((line) => line !== false && line !== undefined).join('\n')}\n`;
}
