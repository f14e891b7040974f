/** An authorisation as lines of words: the same for the list, for what is approved, and for what a version changed. */
import type { AdminAuthorisation, AuthorisationContent } from '@giamsat/contract/wire/authorisations';
import { useTranslation } from 'react-i18next';
import { dayText, numberText } from '../../core/format.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useRegistry } from '../../hooks/use-registry.ts';
import { useAuthorisations, useOrganisations } from './use-admin.ts';

export type Fact = { label: string; text: string };
const OPENS = ['live', 'recordings', 'logs', 'exports'] as const;
const FORMATS = { 'application/pdf': 'PDF', 'image/png': 'PNG', 'image/jpeg': 'JPEG' } as const;

export const useAuthorisationText = () => {
  const { t, i18n } = useTranslation('admin');
  const registry = useRegistry();
  const at = usePlace();
  const organisations = useOrganisations().data?.organisations ?? [];
  const others = useAuthorisations().data?.authorisations ?? [];

  const named = <T extends { code: string }>(
    codes: readonly string[],
    all: readonly T[],
    inWords: (one: T) => string,
  ) =>
    codes
      .map((code) => {
        const one = all.find((each) => each.code === code);
        return one ? inWords(one) : code;
      })
      .join(', ');
  const organisation = (code: string) => named([code], organisations, at.body);
  const where = ({ scope }: AuthorisationContent): string =>
    [
      scope.courts
        ? named(scope.courts, registry?.courts ?? [], ({ name }) => at.court(name))
        : t('authorisation.everywhere'),
      ...(scope.rooms ? [named(scope.rooms, registry?.rooms ?? [], ({ name }) => at.room(name))] : []),
      ...(scope.caseTypes ? [scope.caseTypes.map((type) => t(`common:case.${type}`)).join(', ')] : []),
      ...(scope.hearings ? [t('authorisation.hearings', { count: scope.hearings.length })] : []),
      ...(scope.admits ? [t('authorisation.admitsSome', { count: scope.admits.length })] : []),
    ].join(' · ');
  const opens = ({ scope }: AuthorisationContent): string =>
    OPENS.filter((one) => scope[one])
      .map((one) => t(`field.${one}`))
      .join(' · ');
  const term = ({ from, to }: AuthorisationContent): string =>
    `${dayText(from)} – ${to === undefined ? t('authorisation.open') : dayText(to)}`;
  const numberOf = (id: string): string => others.find((one) => one.id === id)?.documentNo ?? id;
  const documentOf = ({ sha256, mediaType, bytes }: NonNullable<AuthorisationContent['attachment']>): string =>
    `${FORMATS[mediaType]}, ${numberText(Math.ceil(bytes / 1024), i18n.language)} kB, SHA-256 ${sha256.slice(0, 12)}…`;

  /** Every line that this version has. */
  const facts = (one: AuthorisationContent): Fact[] => {
    const { replaces, attachment, revocation, supersededOn, supersededBy } = one;
    const line = (label: string, text: string | undefined): Fact[] => (text === undefined ? [] : [{ label, text }]);
    return [
      ...line(t('field.documentNo'), one.documentNo),
      ...line(t('field.issuer'), one.issuer),
      ...line(t('field.issuedOn'), dayText(one.issuedOn)),
      ...line(t('field.organisation'), organisation(one.organisation)),
      ...line(t('authorisation.scope'), where(one)),
      ...line(t('authorisation.opens'), opens(one)),
      ...line(t('authorisation.admits'), one.scope.admits?.join(', ')),
      ...line(t('authorisation.term'), term(one)),
      ...line(t('field.replaces'), replaces && numberOf(replaces)),
      ...line(t('authorisation.signed'), attachment && documentOf(attachment)),
      ...line(t('authorisation.supersededOn'), supersededOn && dayText(supersededOn)),
      ...line(t('authorisation.supersededBy'), supersededBy && numberOf(supersededBy)),
      ...line(t('field.reason'), revocation?.reason),
      ...line(t('field.noticeNo'), revocation?.noticeNo),
      ...line(t('field.noticeOn'), revocation?.noticeOn && dayText(revocation.noticeOn)),
    ];
  };
  return { facts, organisation, where, opens, term, others };
};

/** Lines of `after` that `before` has not, or has otherwise. */
export const changedFacts = (before: readonly Fact[], after: readonly Fact[]): (Fact & { was?: string })[] =>
  after.flatMap((fact) => {
    const was = before.find(({ label }) => label === fact.label)?.text;
    return was === fact.text ? [] : [{ ...fact, ...(was === undefined ? {} : { was }) }];
  });

/** Where the signed document is kept. */
export const documentPath = ({ id }: Pick<AdminAuthorisation, 'id'>, sha256: string): string =>
  `/api/v1/admin/authorisations/${id}/documents/${sha256}`;
