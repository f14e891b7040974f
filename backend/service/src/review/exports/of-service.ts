/** Exports as the service has them: sealed by the journal's own key, with the built page, in the folder that all nodes share. */
import path from 'node:path';
import { createExports, type Exports, type ExportsDeps } from './exports.ts';
import { createPageFiles } from './page-files.ts';
import { createExportSeals } from './seals.ts';

type SealDeps = Parameters<typeof createExportSeals>[0];
type Given = Omit<ExportsDeps, 'seals' | 'pageFiles' | 'folder' | 'journal'> &
  SealDeps & { journal: ExportsDeps['journal']; config: { sharedDir: string; packagePageDir: string } };

export const createServiceExports = ({ config, ...deps }: Given): Promise<Exports> =>
  createExports({
    ...deps,
    seals: createExportSeals(deps),
    pageFiles: createPageFiles(config.packagePageDir),
    folder: path.join(config.sharedDir, 'exports'),
  });
