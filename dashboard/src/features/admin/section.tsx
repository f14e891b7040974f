/** One section: heading, what can be added, a table, and what stands there while it is empty, waits or failed. */
import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import classes from './admin.module.css';

type Column<T> = { head: string; cell: (item: T) => ReactNode };

type Props<T> = {
  title: string;
  query: Pick<UseQueryResult<unknown>, 'error' | 'refetch'>;
  items: readonly T[] | undefined;
  keyOf: (item: T) => string;
  columns: readonly Column<T>[];
  empty: string;
  onAdd?: () => void;
  onEdit?: (item: T) => void;
  actions?: (item: T) => ReactNode;
  /** Filters, beside the heading. */
  above?: ReactNode;
  /** Between the heading and the table. */
  below?: ReactNode;
  children?: ReactNode;
};

export function Section<T>({
  title,
  query,
  items,
  keyOf,
  columns,
  empty,
  onAdd,
  onEdit,
  actions,
  above,
  below,
  children,
}: Props<T>) {
  const { t } = useTranslation('admin');
  const problemText = useProblemText();
  const acts = onEdit !== undefined || actions !== undefined;
  return (
    <section>
      <header className={classes.head}>
        <h2 className={classes.heading}>{title}</h2>
        {above}
        {onAdd && (
          <Button leftSection={<IconPlus size={18} />} onClick={onAdd}>
            {t('add')}
          </Button>
        )}
      </header>
      {below}
      {query.error && !items && <ErrorState text={problemText(query.error)} onRetry={() => void query.refetch()} />}
      {!items && !query.error && <Skeleton height={320} />}
      {items?.length === 0 && <EmptyState title={empty} />}
      {items && items.length > 0 && (
        <div className={classes.frame}>
          <table className={classes.table}>
            <thead>
              <tr>
                {columns.map(({ head }) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
                {acts && (
                  <th scope="col">
                    <span className="visually-hidden">{t('edit')}</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={keyOf(item)}>
                  {columns.map(({ head, cell }) => (
                    <td key={head} data-head={head}>
                      {cell(item)}
                    </td>
                  ))}
                  {acts && (
                    <td>
                      <div className={classes.actions}>
                        {actions?.(item)}
                        {onEdit && (
                          <Button size="sm" variant="light" onClick={() => onEdit(item)}>
                            {t('edit')}
                          </Button>
                        )}
                      </div>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {children}
    </section>
  );
}
