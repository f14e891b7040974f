/** What waits to be sent to one socket: a slow reader is taken out of its group until it has caught up, so that memory stays bounded. */
import type { Socket } from 'socket.io';

export const MAX_BACKLOG_BYTES = 1024 * 1024;
/** A reader that has not taken what waits for so long is let go. */
export const MAX_LAG_MS = 30_000;

type Packet = { data?: unknown; options?: { wsPreEncodedFrame?: { byteLength: number }[] } };
type Connection = {
  writeBuffer: Packet[];
  transport: { socket?: { bufferedAmount?: number } };
};

const bytesOf = ({ data, options }: Packet): number => {
  const frame = options?.wsPreEncodedFrame;
  if (frame) return frame.reduce((sum, part) => sum + part.byteLength, 0);
  return typeof data === 'string' ? data.length : data instanceof Uint8Array ? data.byteLength : 0;
};

/** Bytes in the kernel's way and in our own queue. */
export function backlogOf(socket: Pick<Socket, 'conn'>): number {
  const { writeBuffer, transport } = socket.conn as unknown as Connection;
  let bytes = transport.socket?.bufferedAmount ?? 0;
  for (const packet of writeBuffer) bytes += bytesOf(packet);
  return bytes;
}
