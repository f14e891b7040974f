/** SHA-256, in the two forms that records need. */
import { hash } from 'node:crypto';

/** Lowercase hex; text is taken as UTF-8. */
export const sha256Hex = (data: string | Uint8Array): string => hash('sha256', data, 'hex');
export const sha256 = (data: string | Uint8Array): Buffer => hash('sha256', data, 'buffer');
