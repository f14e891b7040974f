/** From what the rules find at one moment to what is to be written: what lasts is raised once, what flaps is one alert, what is gone has ended. */
import type { AlertRule } from '@giamsat/contract/wire/alerts';
import type { EndReason, Found, StoredAlert } from './alert.ts';
import type { Facts, Rule } from './finding.ts';

/** What comes again within this time of its end is the same alert. */
export const REGROUP_MS = 10 * 60_000;
/** Of one rule at once; beyond that it is the rule, the vitals or the whole province that is wrong. */
export const MOST_OF_ONE_RULE = 100;
/** After it began to listen a node ends nothing: it may not have heard of what still holds. */
const SETTLE_MS = 20_000;

export type Decision =
  | { what: 'raise'; key: string; found: Found }
  | { what: 'again'; key: string; alert: string; found: Found }
  | { what: 'end'; key: string; alert: string; reason: EndReason };

/** By key, rule included: since when it is found and not raised, or raised and not found; ms since the epoch. */
type Memory = { pending: Map<string, number>; absent: Map<string, number> };
export const newMemory = (): Memory => ({ pending: new Map(), absent: new Map() });

/** `alerts`: those that hold, and of others the newest of each key. What is decided is not remembered: it is there the next time, or decided anew. */
export function judge(
  rules: readonly Rule[],
  facts: Facts,
  alerts: ReadonlyMap<string, StoredAlert>,
  memory: Memory,
): Decision[] {
  const { now } = facts;
  const decisions: Decision[] = [];
  const found = new Set<string>();
  const knownRules = new Map(rules.map((rule) => [rule.name, rule]));

  const consider = (rule: Pick<Rule, 'name' | 'holdMs'>, finding: Found): void => {
    const key = keyOf(rule.name, finding.key);
    if (found.has(key)) return;
    found.add(key);
    memory.absent.delete(key);
    const known = alerts.get(key);
    if (known?.firing) return void memory.pending.delete(key);
    const since = memory.pending.get(key) ?? now;
    memory.pending.set(key, since);
    if (now - since < rule.holdMs) return;
    const again = known && isRecent(known, now);
    decisions.push(
      again ? { what: 'again', key, alert: known.id, found: finding } : { what: 'raise', key, found: finding },
    );
  };

  for (const rule of rules) {
    const findings = rule.find(facts);
    const kept = mostUrgent(findings, rule, alerts);
    for (const { severity = rule.severity, ...finding } of kept) {
      consider(rule, { ...finding, rule: rule.name, severity });
    }
    if (findings.length > kept.length) {
      const values = { rule: rule.name, count: findings.length };
      const since = new Date(now).toISOString();
      consider(TOO_MANY, { key: rule.name, rule: TOO_MANY.name, severity: 'warning', since, values });
    }
  }

  for (const key of memory.pending.keys()) if (!found.has(key)) memory.pending.delete(key);
  for (const [key, alert] of alerts) {
    if (!alert.firing || found.has(key)) continue;
    const since = memory.absent.get(key) ?? now;
    memory.absent.set(key, since);
    const rule = knownRules.get(alert.rule);
    if (now - facts.listeningSince < SETTLE_MS || now - since < (rule?.clearMs ?? 0)) continue;
    const over = alert.hearing !== undefined && !isHere(facts, alert.hearing);
    decisions.push({ what: 'end', key, alert: alert.id, reason: over ? 'hearing-over' : 'cleared' });
  }
  for (const key of memory.absent.keys()) if (found.has(key) || !alerts.get(key)?.firing) memory.absent.delete(key);
  return decisions;
}

const TOO_MANY = { name: 'too-many', holdMs: 0 } as const;
export const keyOf = (rule: AlertRule, key: string): string => `${rule} ${key}`;

const isHere = ({ hearings, stored }: Facts, hearing: string): boolean =>
  [...hearings, ...stored.waiting].some(({ id }) => id === hearing);

/** Those that are raised already stay, so that a flood does not change which ones are. */
function mostUrgent<F extends { key: string }>(
  findings: readonly F[],
  { name }: Rule,
  alerts: ReadonlyMap<string, StoredAlert>,
): readonly F[] {
  if (findings.length <= MOST_OF_ONE_RULE) return findings;
  const raised = findings.filter(({ key }) => alerts.get(keyOf(name, key))?.firing);
  const others = findings.filter(({ key }) => !alerts.get(keyOf(name, key))?.firing);
  return [...raised, ...others].slice(0, MOST_OF_ONE_RULE);
}

/** It flaps, or somebody muted it and the mute lasts. */
function isRecent({ endedAt, work }: StoredAlert, now: number): boolean {
  if (endedAt === undefined) return false;
  const muted = Object.values(work).some(({ mutedUntil }) => mutedUntil !== undefined && Date.parse(mutedUntil) > now);
  return muted || now - Date.parse(endedAt) < REGROUP_MS;
}
