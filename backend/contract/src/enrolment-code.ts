/** The one-time code by which a court's machine is enrolled: 80 random bits in letters that can be read out over the telephone. */

/** Crockford's base 32: no I, L, O and U. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;
const GROUP = 4;

/** `random`: at least 16 bytes of a cryptographic source. @returns `7K3M-2QXD-9F4T-B8NA` */
export function enrolmentCode(random: Uint8Array): string {
  const letters = Array.from(random.subarray(0, LENGTH), (byte) => LETTERS[byte % LETTERS.length]);
  return (letters.join('').match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
}

/** As it is hashed: what was typed in small letters, without hyphens, or with an O for a zero is the same code. */
export const plainCode = (typed: string): string =>
  typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
