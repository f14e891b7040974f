/** Monthly reports: made of the figures of a moment, and kept as they were made. */
import { createHash } from 'node:crypto';
import type { StatisticsReport } from '@giamsat/contract/wire/statistics';
import { v7 as uuidv7 } from 'uuid';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import { renderPdf } from '../platform/pdf/pdf.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import { reportDocument } from './report-pages.ts';
import type { ReportSource } from './report-rows.ts';
import { reportSheet } from './report-sheet.ts';

export type Maker = { login: string; displayName: string };
export type Reports = {
  /** Newest first; `court` undefined: the province's. */
  list(): Promise<StatisticsReport[]>;
  file(
    id: string,
    kind: 'pdf' | 'xlsx',
  ): Promise<{ court: string | undefined; bytes: Buffer; name: string } | undefined>;
  /** `note` writes it into the audit, within the transaction. @throws DomainError `unavailable`, `conflict` where another was made at the same moment */
  make(
    maker: Maker,
    court: string | undefined,
    source: Omit<ReportSource, 'by' | 'at' | 'edition'>,
    note: (tx: Tx, report: StatisticsReport) => Promise<void>,
  ): Promise<StatisticsReport>;
};

const LISTED = 200;
const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export function createReports({ sql, clock }: { sql: Sql; clock: Clock }): Reports {
  const editions = async (month: string, court: string | undefined): Promise<number> => {
    const row = await sql
      .selectFrom('statistics_reports')
      .select((eb) => eb.fn.max('edition').as('edition'))
      .where('month', '=', month)
      .where('court', court === undefined ? 'is' : '=', court ?? null)
      .executeTakeFirst();
    return row?.edition ?? 0;
  };
  return {
    async list() {
      const rows = await sql
        .selectFrom('statistics_reports as r')
        .innerJoin('accounts as a', 'a.login', 'r.by_login')
        .select(['r.id', 'r.month', 'r.court', 'r.edition', 'r.at', 'r.pdf_sha256', 'a.display_name'])
        .orderBy('r.at', 'desc')
        .orderBy('r.id', 'desc')
        .limit(LISTED)
        .execute();
      return rows.map(({ id, month, court, edition, at, pdf_sha256: sha256, display_name: by }) => ({
        ...{ id, month, edition, at, by, sha256 },
        ...(court === null ? {} : { court }),
      }));
    },
    async file(id, kind) {
      const row = await sql
        .selectFrom('statistics_reports')
        .select(['month', 'court', 'edition', kind])
        .where('id', '=', id)
        .executeTakeFirst();
      if (!row) return undefined;
      const { month, court, edition } = row;
      const bytes = kind === 'pdf' ? (row as { pdf: Buffer }).pdf : (row as { xlsx: Buffer }).xlsx;
      return { court: court ?? undefined, bytes, name: `bao-cao-${month}-${court ?? 'tinh'}-${edition}.${kind}` };
    },
    async make({ login, displayName }, court, figures, note) {
      const at = rfc3339(clock.now());
      const edition = (await editions(figures.month, court)) + 1;
      const source: ReportSource = { ...figures, by: displayName, at, edition };
      const [pdf, xlsx] = await Promise.all([renderPdf(reportDocument(source)), reportSheet(source)]);
      const { month } = figures;
      return sql.transaction().execute(async (tx) => {
        const id = uuidv7();
        const made = await tx
          .insertInto('statistics_reports')
          .values({
            ...{ id, month, court: court ?? null, edition, at, by_login: login, pdf, xlsx },
            pdf_sha256: digest(pdf),
            xlsx_sha256: digest(xlsx),
          })
          // Somebody who asked at the same time was quicker.
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst();
        if (!made) throw new DomainError('conflict');
        const report = {
          ...{ id, month, edition, at, by: displayName, sha256: digest(pdf) },
          ...(court ? { court } : {}),
        };
        await note(tx, report);
        return report;
      });
    },
  };
}
