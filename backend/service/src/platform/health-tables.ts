/** The table of how cameras and machines fared, as Kysely sees it. */
import type { Time } from './column-types.ts';

type Series = (number | null)[];

export interface HealthSamplesTable {
  kind: 'feed' | 'machine';
  code: string;
  step_s: number;
  starts_at: Time;
  band: Series;
  delay_ms: Series;
  lost_ms: Series;
  kbps: Series;
  fps: Series;
  ailments: string[];
  reports: number;
  stalled: number;
  latency_ms: number | null;
}

export interface HealthTables {
  health_samples: HealthSamplesTable;
}
