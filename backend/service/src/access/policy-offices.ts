/** What each office may do in the house itself, read by the policy alone: a changed right is a changed line here and in its test. */
import type { Role } from '@giamsat/contract/registry';
import type { HouseAction } from './policy-facts.ts';

/**
 * `level`: a procuracy's court, the province's procuracy all. `documents`: what documents open whole. `as-put-up`: a screen's, the reach of
 * the office by which it shows.
 */
export type OfficeReach = 'all' | 'own' | 'level' | 'documents' | 'as-put-up';

const FIGURES: Partial<Record<Role, OfficeReach>> = {
  province_chief_judge: 'all',
  court_chief_judge: 'own',
  court_administrator: 'own',
  prosecutor: 'level',
  supervisor: 'documents',
};

/** The offices that keep the house itself; none of them opens a hearing. */
export const HOUSE: Record<HouseAction, Partial<Record<Role, OfficeReach>>> = {
  // Of no hearing. Who keeps the machines, and the head of the court in which they stand.
  'vitals.read': {
    administrator: 'all',
    court_administrator: 'own',
    court_chief_judge: 'own',
    province_chief_judge: 'all',
  },
  'machines.read': { administrator: 'all', court_administrator: 'own' },
  'machines.change': { administrator: 'all', court_administrator: 'own' },
  // Also lifts what it cut, and sees which rooms are on air: a word of no hearing.
  'pictures.cut': { court_administrator: 'own', court_chief_judge: 'own', province_chief_judge: 'all' },
  'accounts.read': { administrator: 'all' },
  'accounts.change': { administrator: 'all' },
  'organisations.read': { administrator: 'all', province_chief_judge: 'all', court_administrator: 'all' },
  'authorisations.read': { province_chief_judge: 'all', court_administrator: 'own' },
  'authorisations.draft': { court_administrator: 'own' },
  'authorisations.approve': { province_chief_judge: 'all' },
  'deputies.change': { province_chief_judge: 'all' },
  // A court's chief judge: what concerns that court, line by line.
  'audit.read': { auditor: 'all', province_chief_judge: 'all', court_chief_judge: 'own' },
  'audit.export': { auditor: 'all', province_chief_judge: 'all', court_chief_judge: 'own' },
  'audit.name': { auditor: 'all', province_chief_judge: 'all', court_chief_judge: 'own' },
  'screens.confirm': { supervisor: 'all', court_chief_judge: 'all', province_chief_judge: 'all' },
  // One's own alone: whoever puts a screen up answers for what it shows.
  'screens.steer': { supervisor: 'all', court_chief_judge: 'all', province_chief_judge: 'all' },
  // Anybody's: to end one opens nothing. Their own they end without this.
  'screens.end': { court_administrator: 'all', province_chief_judge: 'all', administrator: 'all' },
  'keeping.change': { clerk: 'own', court_chief_judge: 'own', province_chief_judge: 'all' },
  'keeping.lift': { court_chief_judge: 'own', province_chief_judge: 'all' },
  'removals.approve': { court_chief_judge: 'own', province_chief_judge: 'all' },
  'storage.read': { administrator: 'all', province_chief_judge: 'all', court_chief_judge: 'all' },
  // Who keeps the evidence, and who checks the courts by law. A witness proves itself by its key.
  'seals.read': {
    administrator: 'all',
    auditor: 'all',
    province_chief_judge: 'all',
    court_chief_judge: 'all',
    prosecutor: 'all',
  },
  'statistics.read': { ...FIGURES, screen: 'as-put-up' },
  // A screen never goes back in time.
  'statistics.hearings': FIGURES,
  'case-book.read': { province_chief_judge: 'all', court_chief_judge: 'own', court_administrator: 'own' },
  'case-book.enter': { court_administrator: 'own' },
  'schedule.import': { court_administrator: 'own' },
  'statistics.report': { province_chief_judge: 'all', court_chief_judge: 'own' },
  // Not who sits in the courtroom, nor its screen: what supervisors make of a hearing must not reach it (decision 80).
  'alerts.read': {
    supervisor: 'all',
    prosecutor: 'all',
    province_chief_judge: 'all',
    court_chief_judge: 'all',
    court_administrator: 'all',
    administrator: 'all',
    auditor: 'all',
  },
};
