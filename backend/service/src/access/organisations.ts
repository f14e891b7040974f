/** Bodies whose people may sign in. */
import type { Organisation } from '@giamsat/contract/registry';
import { type Actor, type Changing, changeRights } from './context.ts';

export type Organisations = {
  list(): Promise<Organisation[]>;
  get(code: string): Promise<Organisation | undefined>;
  put(actor: Actor, organisation: Organisation): Promise<Organisation>;
};
const organisationOf = (row: {
  code: string;
  name: string;
  name_en: string | null;
  kind: Organisation['kind'];
}): Organisation => ({
  code: row.code,
  name: row.name,
  ...(row.name_en === null ? {} : { nameEn: row.name_en }),
  kind: row.kind,
});

export function createOrganisations(deps: Changing): Organisations {
  const { sql } = deps;
  return {
    list: async () => (await sql.selectFrom('organisations').selectAll().orderBy('name').execute()).map(organisationOf),
    async get(code) {
      const row = await sql.selectFrom('organisations').selectAll().where('code', '=', code).executeTakeFirst();
      return row && organisationOf(row);
    },
    put: (actor, organisation) =>
      changeRights(deps, actor, async (tx) => {
        const values = { name: organisation.name, name_en: organisation.nameEn ?? null, kind: organisation.kind };
        await tx
          .insertInto('organisations')
          .values({ code: organisation.code, ...values })
          .onConflict((conflict) => conflict.column('code').doUpdateSet(values))
          .execute();
        return {
          result: organisation,
          kind: 'organisation.changed',
          detail: { ...organisation },
          concerns: { organisation: organisation.code },
        };
      }),
  };
}
