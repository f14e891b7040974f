/** A month as it was entered; each row opens what it was before, and why it was corrected. */
import { CASE_BOOK_FIELDS, pendingOf } from '@giamsat/contract/case-book';
import type { CaseBookVersion } from '@giamsat/contract/wire/statistics';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { momentText, numberText } from '../../core/format.ts';
import classes from './case-book.module.css';
import type { Cell } from './cells.ts';

type Props = { cells: readonly Cell[]; enters: boolean; onEdit: (cell: Cell) => void };

export const CaseBookTable = ({ cells, enters, onEdit }: Props) => {
  const { t } = useTranslation('statistics');
  return (
    <div className={classes.frame}>
      <table className={classes.book}>
        <thead>
          <tr>
            <th scope="col">{t('book.cell')}</th>
            {CASE_BOOK_FIELDS.slice(0, 3).map((field) => (
              <th key={field} scope="col">
                {t(`field.${field}`)}
              </th>
            ))}
            <th scope="col">{t('book.pending')}</th>
            {CASE_BOOK_FIELDS.slice(3).map((field) => (
              <th key={field} scope="col">
                {t(`field.${field}`)}
              </th>
            ))}
            <th scope="col">{t('book.by')}</th>
          </tr>
        </thead>
        <tbody>
          {cells.map((cell) => (
            <Row key={`${cell.caseType}-${cell.instance}`} cell={cell} enters={enters} onEdit={() => onEdit(cell)} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Row = ({ cell, enters, onEdit }: { cell: Cell; enters: boolean; onEdit: () => void }) => {
  const { t, i18n } = useTranslation('statistics');
  const { newest, left } = cell;
  const count = (value: number) => numberText(value, i18n.language);
  const differs = newest !== undefined && left !== undefined && newest.carriedOver !== left;
  const figures = (from: readonly (typeof CASE_BOOK_FIELDS)[number][]) =>
    from.map((field) => (
      <td key={field} data-head={t(`field.${field}`)}>
        {newest ? count(newest[field]) : '–'}
        {field === 'carriedOver' && differs && (
          <span className={classes.differs}> {t('book.differs', { left: count(left) })}</span>
        )}
      </td>
    ));
  return (
    <tr>
      <th scope="row">
        {t(`common:case.${cell.caseType}`)}
        <small>{t(`common:instance.${cell.instance}`)}</small>
      </th>
      {figures(CASE_BOOK_FIELDS.slice(0, 3))}
      <td data-head={t('book.pending')}>{newest ? count(pendingOf(newest)) : '–'}</td>
      {figures(CASE_BOOK_FIELDS.slice(3))}
      <td data-head={t('book.by')}>
        {newest ? <Said version={newest} /> : <small>{t('book.notYet')}</small>}
        {cell.earlier.length > 0 && (
          <details>
            <summary>{t('book.earlier', { count: cell.earlier.length })}</summary>
            <ul>
              {cell.earlier.map((version) => (
                <li key={version.version}>
                  {CASE_BOOK_FIELDS.slice(0, 3)
                    .map((field) => `${t(`field.${field}`)} ${count(version[field])}`)
                    .join(', ')}
                  <Said version={version} />
                </li>
              ))}
            </ul>
          </details>
        )}
        {enters && (
          <Button
            className={classes.edit}
            size="sm"
            variant="light"
            onClick={onEdit}
            aria-label={t(newest ? 'book.correctOf' : 'book.enterOf', {
              cell: `${t(`common:case.${cell.caseType}`)}, ${t(`common:instance.${cell.instance}`)}`,
            })}
          >
            {t(newest ? 'book.correct' : 'book.enter')}
          </Button>
        )}
      </td>
    </tr>
  );
};

const Said = ({ version: { by, at, note } }: { version: CaseBookVersion }) => {
  const { t } = useTranslation('statistics');
  return (
    <small>
      {by === undefined ? t('book.seeded', { at: momentText(at) }) : t('book.said', { by, at: momentText(at) })}
      {note && ` – ${note}`}
    </small>
  );
};
