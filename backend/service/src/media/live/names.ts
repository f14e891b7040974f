/** Names of what a live window consists of: its playlists, initialisation sections, segments and parts. */
import type { Rendition, View } from './origin.ts';

export const PLAYLISTS: readonly { name: string; view: View; summary: string }[] = [
  { name: 'live', view: { rendition: 'main', parts: 'short' }, summary: 'Low-Latency HLS of a live window' },
  {
    name: 'wall',
    view: { rendition: 'main', parts: 'long' },
    summary: 'The same in parts three times as long, for pages with many pictures',
  },
  {
    name: 'small-live',
    view: { rendition: 'small', parts: 'short' },
    summary: 'The same in a small picture, for weak lines; only where the court sends one',
  },
  {
    name: 'small-wall',
    view: { rendition: 'small', parts: 'long' },
    summary: 'The small picture in parts three times as long',
  },
];

/** `init3.mp4`, `s128.m4s`, `p4711.m4s`, as a long part `w4710.m4s`; of the small rendition `small-p12.m4s`. */
const FILE = /^(small-)?(?:(init)(\d{1,15})\.mp4|([spw])(\d{1,15})\.m4s)$/;

type LiveFile = { kind: 'init' | 's' | 'p' | 'w'; number: number; rendition: Rendition };

export function readFileName(file: string): LiveFile | undefined {
  const match = FILE.exec(file);
  const kind = match?.[2] ?? match?.[4];
  if (kind === undefined) return undefined;
  return {
    kind: kind as LiveFile['kind'],
    number: Number(match?.[3] ?? match?.[5]),
    rendition: match?.[1] === undefined ? 'main' : 'small',
  };
}

const prefixOf = (rendition: Rendition): string => (rendition === 'small' ? 'small-' : '');
export const nameOfFile = ({ kind, number, rendition }: LiveFile): string =>
  `${prefixOf(rendition)}${kind}${number}.${kind === 'init' ? 'mp4' : 'm4s'}`;
export const nameOfPlaylist = ({ rendition, parts }: View): string =>
  `${prefixOf(rendition)}${parts === 'long' ? 'wall' : 'live'}.m3u8`;
export const readPlaylistName = (file: string): View | undefined =>
  PLAYLISTS.find(({ name }) => file === `${name}.m3u8`)?.view;
