/** The browser's sockets as the gateway handles them, and what it keeps with each. */
import type { LiveDownMessages, LiveUpMessages } from '@giamsat/contract/wire/live';
import type { Namespace, Socket } from 'socket.io';
import type { Viewer } from '../access/viewer.ts';
import type { Group } from './group.ts';

/** A group with the room that its sockets are in. */
export type Member = { room: string; group: Group; spokenAt: number; emptySince?: number; presence?: string };

export type SocketData = {
  viewer: Viewer;
  /** Of a screen: who put it up, and what it was told to show. */
  person?: Viewer | undefined;
  shows?: string;
  /** What it was answered for; undefined until it asks (again). */
  group?: Member;
  scopes?: string[];
  /** Since when it is out of its room because it reads too slowly. */
  lagSince?: number;
  /** Questions since `askedSince`. */
  asked: number;
  askedSince: number;
  /** When its pictures' quality was last told. */
  playbackAt?: number;
};
export type LiveNamespace = Namespace<LiveUpMessages, LiveDownMessages, Record<string, never>, SocketData>;
export type LiveSocket = Socket<LiveUpMessages, LiveDownMessages, Record<string, never>, SocketData>;
