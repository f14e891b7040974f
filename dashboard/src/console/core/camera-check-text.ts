/** A technician's check as rows to show: what is, and what to set. Pure. */
import type { CameraCheck } from '@giamsat/contract/camera/check';
import { type Finding, isFailing } from '@giamsat/contract/camera/finding';
import { FINDING_WORDS } from '@giamsat/contract/camera/finding-words';

export type Advice = { code: string; must: boolean; what: string; change: string };

const known = (code: string): code is Finding => code in FINDING_WORDS;

/** Findings in the page's language, the failing ones first; codes that this page does not know are left out. */
export const adviceOf = ({ findings }: CameraCheck, language: string): Advice[] =>
  findings
    .filter(known)
    .map((code) => {
      const { what, change } = FINDING_WORDS[code];
      const tongue = language === 'en' ? 'en' : 'vi';
      return { code, must: isFailing(code), what: what[tongue], change: change[tongue] };
    })
    .sort((a, b) => Number(b.must) - Number(a.must));

/** `word`: the value is a word of the dictionary, by its key. */
export type Row = { label: string; value: string } | { label: string; word: string };

/** Facts by the key of their label in the dictionary. */
export function factsOf(check: CameraCheck, language: string): Row[] {
  const { picture, sound, fps, kbps, keyIntervalMs, latencyMs, corePercent, transcoded, capacity } = check;
  const number = (value: number, digits = 0) =>
    value.toLocaleString(language === 'en' ? 'en-GB' : 'vi-VN', { maximumFractionDigits: digits });
  const rows: (Row | undefined)[] = [
    picture && {
      label: 'check.picture',
      value: [
        [picture.codec.toUpperCase(), picture.profile].filter(Boolean).join(' '),
        picture.width !== undefined && picture.height !== undefined && `${picture.width}×${picture.height}`,
        fps !== undefined && `${number(fps, 1)} fps`,
        kbps !== undefined && `${number(kbps)} kbit/s`,
      ]
        .filter(Boolean)
        .join(' · '),
    },
    keyIntervalMs === undefined ? undefined : { label: 'check.gop', value: `${number(keyIntervalMs / 1000, 1)} s` },
    picture && !sound ? { label: 'check.sound', word: 'check.noSound' } : undefined,
    sound && {
      label: 'check.sound',
      value: [
        sound.codec.toUpperCase(),
        sound.sampleRate !== undefined && `${number(sound.sampleRate)} Hz`,
        sound.levelDb !== undefined && `${number(sound.levelDb)} dBFS`,
      ]
        .filter(Boolean)
        .join(' · '),
    },
    latencyMs === undefined ? undefined : { label: 'check.latency', value: `${number(latencyMs / 1000, 1)} s` },
    transcoded ? { label: 'check.anew', word: 'check.here' } : undefined,
    corePercent === undefined ? undefined : { label: 'check.cost', value: `${number(corePercent, 1)} %` },
    capacity.cameras === undefined ? undefined : { label: 'check.cameras', value: `≈ ${number(capacity.cameras)}` },
    capacity.hours === undefined ? undefined : { label: 'check.hours', value: `≈ ${number(capacity.hours)}` },
  ];
  return rows.filter((row) => row !== undefined);
}
