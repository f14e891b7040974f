/** What the service and the court's agent are started by: what was built of them, or their sources (`npm run dev`, which builds nothing anew while it watches). */
import path from 'node:path';

const main = process.env.GIAMSAT_SOURCES === '1' ? 'src/main.ts' : 'dist/main.js';
const programOf = (name: string): string => path.resolve(import.meta.dirname, '../backend', name, main);

export const SERVICE_PROGRAM = programOf('service');
export const AGENT_PROGRAM = programOf('agent');
