/** The camera's clock: glyphs drawn once, copied into each picture, and readable again from a picture. */
import { rect, tag } from '../courtroom/svg.ts';

const characters = '0123456789:/ ';
const big = { width: 15, height: 24 } as const;
const small = { width: 12, height: 18 } as const;

/** The dark box that holds the clock, in pixels of a 640×360 picture; even numbers, so that chroma fits. */
export const clockBox = { x: 504, y: 10, width: 126, height: 48 } as const;

/** Both sizes of all glyphs in one strip: the big ones above the small ones. */
export const strip = {
  width: Math.ceil((characters.length * big.width) / 2) * 2,
  height: big.height + small.height,
} as const;

export function stripSvg(): string {
  const glyph = (text: string, x: number, y: number, size: number): string =>
    tag(
      'text',
      {
        x,
        y,
        'font-family': 'DejaVu Sans Mono',
        'font-weight': 'bold',
        'font-size': size,
        fill: '#ffffff',
        'text-anchor': 'middle',
      },
      text,
    );
  const glyphs = Array.from(characters)
    .filter((c) => c !== ' ')
    .map((c) => {
      const i = characters.indexOf(c);
      return glyph(c, (i + 0.5) * big.width, 20, 23) + glyph(c, (i + 0.5) * small.width, big.height + 15, 17);
    })
    .join('');
  return tag(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width: strip.width, height: strip.height },
    rect(0, 0, strip.width, strip.height, '#101418') + glyphs,
  );
}

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour12: false,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** The two lines of the clock at `at` (ms since 1970) in Viet Nam's time. */
export function clockLines(at: number): [time: string, date: string] {
  const [date = '', time = ''] = parts.format(at).split(', ');
  return [time, date];
}

interface Line {
  top: number;
  left: number;
  glyph: { width: number; height: number };
  offset: number;
}

const timeLine: Line = {
  top: clockBox.y + 2,
  left: clockBox.x + (clockBox.width - 8 * big.width) / 2,
  glyph: big,
  offset: 0,
};
const dateLine: Line = {
  top: clockBox.y + 27,
  left: clockBox.x + (clockBox.width - 10 * small.width) / 2,
  glyph: small,
  offset: big.height,
};

export interface ClockFace {
  /** Burns the clock into a yuv420p picture of `width`×`height`. */
  stamp(frame: Buffer, width: number, height: number, at: number): void;
  /** Reads `HH:MM:SS` and `DD/MM/YYYY` back from the luma plane of a 640×360 picture. */
  read(luma: Uint8Array, width: number): [time: string, date: string];
}

/** `glyphs` is the luma plane of the strip, 8 bit. */
export function createClockFace(glyphs: Uint8Array): ClockFace {
  const background = glyphs[strip.width * strip.height - 1] ?? 16;

  function write(frame: Buffer, width: number, line: Line, text: string): void {
    for (const [n, character] of Array.from(text).entries()) {
      const from = Math.max(0, characters.indexOf(character)) * line.glyph.width;
      for (let y = 0; y < line.glyph.height; y++) {
        const source = (line.offset + y) * strip.width + from;
        frame.set(
          glyphs.subarray(source, source + line.glyph.width),
          (line.top + y) * width + line.left + n * line.glyph.width,
        );
      }
    }
  }

  function readLine(luma: Uint8Array, width: number, line: Line, count: number): string {
    let text = '';
    for (let n = 0; n < count; n++) {
      let best = ' ';
      let least = Number.POSITIVE_INFINITY;
      for (const [i, character] of Array.from(characters).entries()) {
        let distance = 0;
        for (let y = 0; y < line.glyph.height; y++)
          for (let x = 0; x < line.glyph.width; x++) {
            const seen = luma[(line.top + y) * width + line.left + n * line.glyph.width + x] ?? 0;
            distance += Math.abs(seen - (glyphs[(line.offset + y) * strip.width + i * line.glyph.width + x] ?? 0));
          }
        if (distance < least) [least, best] = [distance, character];
      }
      text += best;
    }
    return text;
  }

  return {
    stamp(frame, width, height, at) {
      const [time, date] = clockLines(at);
      for (let y = clockBox.y; y < clockBox.y + clockBox.height; y++)
        frame.fill(background, y * width + clockBox.x, y * width + clockBox.x + clockBox.width);
      for (const plane of [width * height, (width * height * 5) / 4])
        for (let y = clockBox.y / 2; y < (clockBox.y + clockBox.height) / 2; y++) {
          const start = plane + (y * width) / 2 + clockBox.x / 2;
          frame.fill(128, start, start + clockBox.width / 2);
        }
      write(frame, width, timeLine, time);
      write(frame, width, dateLine, date);
    },
    read: (luma, width) => [readLine(luma, width, timeLine, 8), readLine(luma, width, dateLine, 10)],
  };
}
