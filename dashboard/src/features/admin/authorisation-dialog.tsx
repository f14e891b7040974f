/** Drafts a document as it stands on paper, changes a draft, or drafts what replaces one that holds. */
import type { Organisation } from '@giamsat/contract/registry';
import { CASE_TYPES } from '@giamsat/contract/stage';
import type { AdminAuthorisation } from '@giamsat/contract/wire/authorisations';
import { useTranslation } from 'react-i18next';
import { dayOf } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useRegistry } from '../../hooks/use-registry.ts';
import { FormDialog, listOf, textOf, type Values } from './form-dialog.tsx';
import { useChange } from './use-admin.ts';

type Props = {
  organisations: readonly Organisation[];
  /** Absent: a new one. */
  of?: { what: 'edit' | 'replace'; one: AdminAuthorisation };
  onClose: () => void;
};

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Hearings out of pasted links or numbers; undefined where there is none. */
const hearingsIn = (value: Values[string]): string[] | undefined => {
  const found = [...new Set(textOf(value)?.toLowerCase().match(UUID) ?? [])];
  return found.length > 0 ? found : undefined;
};

export const AuthorisationDialog = ({ organisations, of, onClose }: Props) => {
  const { t } = useTranslation('admin');
  const { api, clock } = useServices();
  const change = useChange();
  const registry = useRegistry();
  const at = usePlace();
  const today = dayOf(clock.now());
  const one = of?.one;
  const replaces = of?.what === 'replace' ? of.one.id : one?.replaces;
  const blank: Values = { issuedOn: today, from: today, live: true, recordings: false, logs: false, exports: false };
  const initial: Values = one
    ? {
        issuer: one.issuer,
        organisation: one.organisation,
        ...one.scope,
        hearings: one.scope.hearings?.join(' '),
        admits: one.scope.admits?.join(' '),
        to: one.to,
        ...(of?.what === 'edit'
          ? { documentNo: one.documentNo, issuedOn: one.issuedOn, from: one.from }
          : { issuedOn: today, from: today }),
      }
    : blank;
  const title = { edit: t('edit'), replace: t('authorisation.replaceTitle', { number: one?.documentNo ?? '' }) };
  const opens = (name: 'live' | 'recordings' | 'logs' | 'exports') =>
    ({ name, label: t(`field.${name}`), kind: 'check' }) as const;
  return (
    <FormDialog
      title={of ? title[of.what] : t('authorisation.new')}
      onClose={onClose}
      initial={initial}
      onSave={(values) => {
        const body = {
          documentNo: textOf(values.documentNo),
          issuedOn: values.issuedOn,
          issuer: textOf(values.issuer),
          organisation: values.organisation,
          from: values.from,
          to: textOf(values.to),
          replaces,
          scope: {
            courts: listOf(values.courts),
            rooms: listOf(values.rooms),
            caseTypes: listOf(values.caseTypes),
            hearings: hearingsIn(values.hearings),
            admits: textOf(values.admits)?.split(/[\s,;]+/),
            live: values.live === true,
            recordings: values.recordings === true,
            logs: values.logs === true,
            exports: values.exports === true,
          },
        };
        const path = '/admin/authorisations';
        return change(() => (of?.what === 'edit' ? api.put(`${path}/${of.one.id}`, body) : api.post(path, body)));
      }}
      fields={[
        { name: 'documentNo', label: t('field.documentNo'), kind: 'text', required: true },
        { name: 'issuer', label: t('field.issuer'), kind: 'text', required: true },
        { name: 'issuedOn', label: t('field.issuedOn'), kind: 'date', required: true },
        {
          name: 'organisation',
          label: t('field.organisation'),
          kind: 'select',
          required: true,
          disabled: replaces !== undefined,
          options: organisations.map((one) => ({ value: one.code, label: at.body(one) })),
        },
        {
          name: 'courts',
          label: t('field.scopeCourts'),
          kind: 'multi',
          options: (registry?.courts ?? []).map(({ code, name }) => ({ value: code, label: at.court(name) })),
        },
        {
          name: 'rooms',
          label: t('field.scopeRooms'),
          kind: 'multi',
          options: (registry?.rooms ?? []).map((room) => {
            const court = registry?.courts.find(({ code }) => code === room.court);
            return { value: room.code, label: at.at(court?.short ?? room.court, room.name) };
          }),
        },
        {
          name: 'caseTypes',
          label: t('field.scopeTypes'),
          kind: 'multi',
          options: CASE_TYPES.map((value) => ({ value, label: t(`common:case.${value}`) })),
        },
        { name: 'hearings', label: t('field.scopeHearings'), kind: 'text', help: t('field.scopeHearingsHelp') },
        { name: 'admits', label: t('field.scopeAdmits'), kind: 'text', help: t('field.scopeAdmitsHelp') },
        opens('live'),
        opens('recordings'),
        opens('logs'),
        opens('exports'),
        { name: 'from', label: t('field.from'), kind: 'date', required: true },
        { name: 'to', label: t('field.to'), kind: 'date' },
      ]}
    />
  );
};
