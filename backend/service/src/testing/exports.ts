/** Exports for tests of the whole house that are not about them: films are made, packages are not, for want of a seal. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { createCommittedProjection } from '../media/recording/committed.ts';
import { createExports, type Exports, type ExportsDeps } from '../review/exports/exports.ts';
import { silentLogger } from './database.ts';

/** Keeps what courts state of their pictures. */
export const statedPictures = () => createCommittedProjection({ onDamaged: () => {} });

type Given = Pick<ExportsDeps, 'sql' | 'access' | 'journal' | 'hearings' | 'registry' | 'media' | 'clock'> & {
  dir: string;
};

export function testExports({ dir, ...deps }: Given): Promise<Exports> {
  const unsealed = () => Promise.reject(new Error('nothing is sealed here'));
  return createExports({
    ...deps,
    logger: silentLogger,
    node: randomUUID(),
    folder: path.join(dir, 'exports'),
    pageFiles: async () => [],
    seals: { checkpoint: unsealed, paths: unsealed, keys: unsealed, sign: unsealed },
  });
}
