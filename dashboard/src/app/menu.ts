/** The entries of the bar that this viewer has: none leads to a page that he may not open. */
import type { Permissions, ViewerView } from '@giamsat/contract/wire/session';

export const mayAdminister = (permissions: Permissions): boolean =>
  permissions.machines ||
  permissions.cuts ||
  permissions.accounts ||
  permissions.authorisations ||
  permissions.approves ||
  permissions.audit ||
  permissions.endsScreens;

export type MenuEntry = {
  to: string;
  label:
    | 'nav.wall'
    | 'nav.hearings'
    | 'nav.logs'
    | 'nav.alerts'
    | 'nav.statistics'
    | 'nav.system'
    | 'nav.seals'
    | 'nav.admin';
};

export const menuOf = ({ permissions, screen }: ViewerView): MenuEntry[] => {
  if (screen) return [];
  return [
    ...(permissions.hearings
      ? ([
          { to: '/wall', label: 'nav.wall' },
          { to: '/hearings', label: 'nav.hearings' },
        ] as const)
      : permissions.schedule
        ? ([{ to: '/hearings/import', label: 'nav.hearings' }] as const)
        : []),
    ...(permissions.logs ? ([{ to: '/logs', label: 'nav.logs' }] as const) : []),
    ...(permissions.alerts ? ([{ to: '/alerts', label: 'nav.alerts' }] as const) : []),
    ...(permissions.statistics ? ([{ to: '/statistics', label: 'nav.statistics' }] as const) : []),
    ...(permissions.system ? ([{ to: '/system', label: 'nav.system' }] as const) : []),
    ...(mayAdminister(permissions)
      ? ([{ to: '/admin', label: 'nav.admin' }] as const)
      : // Among the sections of the others.
        permissions.seals
        ? ([{ to: '/seals', label: 'nav.seals' }] as const)
        : []),
  ];
};
