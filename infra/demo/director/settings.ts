/** What the environment says about the demo; everything that is wrong is told at once. */
import { resolve } from 'node:path';

export interface Settings {
  data: string;
  port: number;
  tlsPort: number;
  /** How many minutes of the plan pass in one. */
  pace: number;
  /** Of the service; more than one also start PostgreSQL, Redis and nginx. */
  nodes: number;
}

/** @throws Error that names each wrong variable. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = [];
  const number = (name: string, fallback: number, from: number, to: number): number => {
    const given = env[name]?.trim() || undefined;
    const value = given === undefined ? fallback : /^\d+(\.\d+)?$/.test(given) ? Number(given) : Number.NaN;
    if (Number.isFinite(value) && value >= from && value <= to) return value;
    problems.push(`${name} must be a number from ${from} to ${to}, not "${given}"`);
    return fallback;
  };
  const settings = {
    data: resolve(env.GIAMSAT_DATA ?? '.data'),
    port: number('PORT', 8080, 1, 65_535),
    tlsPort: number('TLS_PORT', 8443, 1, 65_535),
    pace: number('DEMO_PACE', 6, 0.1, 600),
    nodes: Math.floor(number('DEMO_NODES', 1, 1, 4)),
  };
  if (problems.length > 0) throw new Error(problems.join('\n    '));
  return settings;
}
