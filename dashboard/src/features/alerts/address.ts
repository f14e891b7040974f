/** Filters of the list, kept in the address: it can be sent on. */
import { ALERT_RULES, type Alert, type AlertRule, SEVERITIES, type Severity } from '@giamsat/contract/wire/alerts';
import type { AlertPile } from '../../core/alert-store.ts';

export const PILES = ['todo', 'taken', 'done'] as const satisfies AlertPile[];
export type AlertFilters = { pile: AlertPile; court?: string; severity?: Severity; rule?: AlertRule; open?: string };

/** What is not understood is left out. */
export const filtersOf = (search: URLSearchParams): AlertFilters => {
  const [court, open] = [search.get('court'), search.get('open')];
  const severity = SEVERITIES.find((one) => one === search.get('severity'));
  const rule = ALERT_RULES.find((one) => one === search.get('rule'));
  return {
    pile: PILES.find((one) => one === search.get('pile')) ?? 'todo',
    ...(court ? { court } : {}),
    ...(severity ? { severity } : {}),
    ...(rule ? { rule } : {}),
    ...(open ? { open } : {}),
  };
};
type Change = { [key in keyof AlertFilters]?: AlertFilters[key] | undefined };
export const searchOf = ({ pile, ...rest }: Change): URLSearchParams =>
  new URLSearchParams([
    ...(pile && pile !== 'todo' ? [['pile', pile]] : []),
    ...Object.entries(rest).flatMap(([key, value]) => (value ? [[key, value]] : [])),
  ]);

export const matches = (alert: Alert, { court, severity, rule }: AlertFilters): boolean =>
  (!court || alert.court === court) && (!severity || alert.severity === severity) && (!rule || alert.rule === rule);

/** Gravest first, then the newest; what is done by when it came to be so. */
export const inOrder = (alerts: readonly Alert[], pile: AlertPile): Alert[] => {
  const moment = ({ since, until, work }: Alert): string => (pile === 'done' ? (work.at ?? until ?? since) : since);
  const weight = ({ severity }: Alert): number => (pile === 'done' ? 0 : SEVERITIES.indexOf(severity));
  return [...alerts].sort((a, b) => weight(a) - weight(b) || (moment(a) < moment(b) ? 1 : -1));
};
