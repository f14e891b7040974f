/** Speaks the sentences once with espeak-ng and keeps them as raw sound; without espeak-ng it murmurs instead. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRandom } from './random.ts';
import { sentences, timbres, type Voiced } from './sentences.ts';

/** What espeak-ng produces; kept as it is, so that nothing is resampled. */
export const sampleRate = 22050;

const run = promisify(execFile);

/** 16 bit mono samples of a WAV file; espeak-ng leaves the lengths in the header open when it writes into a pipe. */
function samplesOf(wav: Buffer): Int16Array {
  const at = wav.indexOf('data', 12, 'latin1');
  if (at < 0 || wav.readUInt32LE(24) !== sampleRate) throw new Error('unexpected sound from espeak-ng');
  const body = wav.subarray(at + 8, at + 8 + 2 * Math.floor((wav.length - at - 8) / 2));
  return new Int16Array(new Uint8Array(body).buffer);
}

/** Brings a sentence to the same loudness as the others. */
function level(samples: Int16Array): Int16Array {
  let sum = 0;
  for (const s of samples) sum += s * s;
  const gain = Math.min(4, 3200 / Math.max(1, Math.sqrt(sum / Math.max(1, samples.length))));
  return samples.map((s) => Math.max(-28000, Math.min(28000, s * gain)));
}

/** Syllables without words, about as long as `text`. */
function murmured(text: string, pitch: number): Int16Array {
  const random = createRandom(text.length * 31 + pitch);
  const samples = new Int16Array(text.split(' ').length * Math.round(sampleRate * 0.26));
  let low = 0;
  for (let i = 0; i < samples.length; i++) {
    const syllable = Math.max(0, Math.sin((i / sampleRate) * Math.PI * 2 * 3.8)) ** 0.7;
    const buzz = (((i * (85 + pitch)) / sampleRate) % 1) - 0.5 + (random() - 0.5) * 0.2;
    low += (buzz - low) * 0.14;
    samples[i] = low * syllable * 26000;
  }
  return samples;
}

async function speak(text: string, variant: string, pitch: number, speed: number): Promise<Int16Array> {
  const { stdout } = await run(
    'espeak-ng',
    ['-v', `vi+${variant}`, '-p', `${pitch}`, '-s', `${speed}`, '--stdout', text],
    {
      encoding: 'buffer',
      maxBuffer: 16 << 20,
      timeout: 20_000,
    },
  );
  return samplesOf(stdout);
}

async function sentence(
  text: string,
  timbre: readonly [string, number, number],
  cacheDir: string,
): Promise<Int16Array> {
  const [variant, pitch, speed] = timbre;
  const file = join(
    cacheDir,
    `${createHash('sha256').update(`${text}|${variant}|${pitch}|${speed}`).digest('hex').slice(0, 20)}.s16`,
  );
  try {
    return new Int16Array(new Uint8Array(await readFile(file)).buffer);
  } catch {
    let spoken: Int16Array;
    try {
      spoken = level(await speak(text, variant, pitch, speed));
    } catch {
      return level(murmured(text, pitch));
    }
    await writeFile(`${file}.${process.pid}`, new Uint8Array(spoken.buffer));
    await rename(`${file}.${process.pid}`, file);
    return spoken;
  }
}

export type Voices = Readonly<Record<Voiced, readonly Int16Array[]>>;

/** All sentences of a room's people; `seed` chooses the timbres. */
export async function loadVoices(seed: number, cacheDir: string): Promise<Voices> {
  await mkdir(cacheDir, { recursive: true });
  const spoken: [Voiced, Int16Array[]][] = [];
  for (const [n, who] of (Object.keys(sentences) as Voiced[]).entries()) {
    const choice = timbres[who];
    const timbre = choice[(seed + n) % choice.length] as readonly [string, number, number];
    const list: Int16Array[] = [];
    for (const text of sentences[who]) list.push(await sentence(text, timbre, cacheDir));
    spoken.push([who, list]);
  }
  return Object.fromEntries(spoken) as unknown as Voices;
}
