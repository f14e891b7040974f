/** What ffmpeg says of a camera's streams when it opened them: kind of picture and sound, size, frame rate. */

export type StreamFacts = {
  picture?: {
    /** `h264`, `hevc`, `mjpeg` … as ffmpeg names them. */
    codec: string;
    profile?: string;
    width?: number;
    height?: number;
    /** As the camera announces it. */
    fps?: number;
    interlaced: boolean;
  };
  sound?: {
    /** `aac`, `pcm_alaw`, `pcm_mulaw`, `pcm_s16be`, `adpcm_g722`, `opus` … */
    codec: string;
    sampleRate?: number;
  };
};

const STREAM = /^\s*Stream #0:\d+.*?: (Video|Audio): ([a-z0-9_]+)(.*)$/;

/** Reads the lines of ffmpeg's own words between "Input #0" and the first output. */
export function createStreamFacts(): { read(line: string): void; facts(): StreamFacts; complete(): boolean } {
  const facts: StreamFacts = {};
  let part: 'before' | 'input' | 'after' = 'before';
  return {
    read(line) {
      if (part === 'before' && /^\s*Input #0,/.test(line)) part = 'input';
      else if (part === 'input' && /^\s*(Stream mapping:|Output #0,|Press )/.test(line)) part = 'after';
      if (part !== 'input') return;
      const found = STREAM.exec(line);
      if (!found) return;
      const [, kind, codec = '', rest = ''] = found;
      if (kind === 'Video' && !facts.picture) {
        const profile = /^ \(([^)]*)\)/.exec(rest)?.[1];
        const size = /, (\d{2,5})x(\d{2,5})/.exec(rest);
        const fps = /, ([\d.]+) fps/.exec(rest)?.[1];
        facts.picture = {
          codec,
          ...(profile === undefined || /\/ 0x/.test(profile) ? {} : { profile }),
          ...(size ? { width: Number(size[1]), height: Number(size[2]) } : {}),
          ...(fps === undefined ? {} : { fps: Number(fps) }),
          interlaced: /(top|bottom) (coded )?first/.test(rest),
        };
      } else if (kind === 'Audio' && !facts.sound) {
        const rate = /, (\d+) Hz/.exec(rest)?.[1];
        facts.sound = { codec, ...(rate === undefined ? {} : { sampleRate: Number(rate) }) };
      }
    },
    facts: () => facts,
    complete: () => part === 'after',
  };
}
