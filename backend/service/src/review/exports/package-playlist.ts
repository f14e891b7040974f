/** The HLS playlist of one camera within a package: segments as stretches of the files beside it, with their dates. Pure. */
import path from 'node:path';
import type { PackagePart } from '@giamsat/contract/package/manifest';

/** In the order of time. */
export function packagePlaylist(files: readonly { path: string; parts: readonly PackagePart[] }[]): string {
  const longest = files
    .flatMap(({ parts }) => parts)
    .reduce((most, part) => (part.kind === 'segment' ? Math.max(most, part.durationMs) : most), 0);
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.max(1, Math.round(longest / 1000))}`,
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ];
  for (const [n, file] of files.entries()) {
    const name = path.posix.basename(file.path);
    let at = 0;
    if (n > 0) lines.push('#EXT-X-DISCONTINUITY');
    for (const part of file.parts) {
      if (part.kind === 'init') lines.push(`#EXT-X-MAP:URI="${name}",BYTERANGE="${part.bytes}@${at}"`);
      if (part.kind === 'segment') {
        lines.push(
          `#EXT-X-PROGRAM-DATE-TIME:${part.start}`,
          `#EXTINF:${(part.durationMs / 1000).toFixed(5)},`,
          `#EXT-X-BYTERANGE:${part.bytes}@${at}`,
          name,
        );
      }
      at += part.bytes;
    }
  }
  return `${[...lines, '#EXT-X-ENDLIST'].join('\n')}\n`;
}
