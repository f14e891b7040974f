/**
 * A seal's text (C2SP tlog-checkpoint): three lines, signed as a note.
 *
 *   <origin: the name of this journal>
 *   <how many records its tree has>
 *   <the tree's root in base64>
 */
export type Checkpoint = { origin: string; size: number; root: Buffer };

export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`;

/** Undefined where it is none; with lines after the third it is none of this house's. */
export function parseCheckpointText(text: string): Checkpoint | undefined {
  const [, origin, size, encoded] = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text) ?? [];
  if (!origin || !size || !encoded) return undefined;
  const root = Buffer.from(encoded, 'base64');
  return root.toString('base64') === encoded && Number.isSafeInteger(Number(size))
    ? { origin, size: Number(size), root }
    : undefined;
}
