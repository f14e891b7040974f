/** Identifiers that are made of what they name, so that whoever makes one twice makes the same. */
import { createHash } from 'node:crypto';

/** UUIDv8 (RFC 9562 §5.8) from SHA-256 of the text. */
export function uuid8(text: string): string {
  const digest = createHash('sha256').update(text).digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return digest.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
