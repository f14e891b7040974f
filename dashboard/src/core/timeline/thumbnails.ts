/** Small pictures of a recording out of WebVTT with sprites: `url#xywh=x,y,w,h`, cues by media time or by date. */

export type Thumbnail = { from: number; to: number; url: string; x: number; y: number; width: number; height: number };

const TIME = /^(?:(\d+):)?(\d{2}):(\d{2})\.(\d{3})$/;
const NOTE_ORIGIN = /^NOTE\s+origin\s+(\S+)/i;

const seconds = (text: string): number | undefined => {
  const match = TIME.exec(text.trim());
  return match
    ? Number(match[1] ?? 0) * 3600 + Number(match[2]) * 60 + Number(match[3]) + Number(match[4]) / 1000
    : undefined;
};

/** `base`: address of the file itself. `originMs`: date of its time zero, unless the file says it in a NOTE. */
export const parseThumbnails = (text: string, base: string, originMs: number): Thumbnail[] => {
  let origin = originMs;
  const found: Thumbnail[] = [];
  for (const block of text.replaceAll('\r\n', '\n').split(/\n{2,}/)) {
    const note = NOTE_ORIGIN.exec(block);
    if (note?.[1] && !Number.isNaN(Date.parse(note[1]))) origin = Date.parse(note[1]);
    const lines = block.split('\n');
    const timing = lines.findIndex((line) => line.includes('-->'));
    if (timing < 0) continue;
    const [from, to] = (lines[timing] ?? '').split('-->').map((part) => seconds(part.trim().split(/\s/)[0] ?? ''));
    const [path, fragment] = (lines[timing + 1] ?? '').trim().split('#xywh=');
    if (from === undefined || to === undefined || !path) continue;
    const [x = 0, y = 0, width = 0, height = 0] = (fragment ?? '').split(',').map(Number);
    found.push({
      from: origin + from * 1000,
      to: origin + to * 1000,
      url: new URL(path, base).href,
      x,
      y,
      width,
      height,
    });
  }
  return found;
};
