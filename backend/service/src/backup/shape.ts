/** What tables a database has, as it says itself: nothing here has to be kept in step with the migrations. */
import type pg from 'pg';

export type TableShape = {
  name: string;
  /** Without those that are computed. */
  columns: string[];
  /** Columns by which its rows have an order that stays. */
  key: string[];
  parents: string[];
};

/** All but `migrations`; each after those that it refers to. @throws Error where they refer to each other in a ring */
export async function readShapes(client: pg.ClientBase): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(`
    select c.relname::text as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      coalesce((select array_agg(a.attname::text order by k.n)
        from pg_index i cross join unnest(i.indkey::int2[]) with ordinality as k (attnum, n)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary), '{}') as key,
      coalesce((select array_agg(distinct p.relname::text) from pg_constraint f join pg_class p on p.oid = f.confrelid
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid), '{}') as parents
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
    order by c.relname`);
  return parentsFirst(rows);
}

export async function readSequences(
  client: pg.ClientBase,
): Promise<{ name: string; value: number; called: boolean }[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname::text as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'S' order by relname`,
  );
  const sequences = [];
  for (const { name } of rows) {
    const { rows: state } = await client.query<{ value: string; called: boolean }>(
      `select last_value as value, is_called as called from "${name}"`,
    );
    sequences.push({ name, value: Number(state[0]?.value), called: state[0]?.called === true });
  }
  return sequences;
}

function parentsFirst(tables: readonly TableShape[]): TableShape[] {
  const placed = new Set<string>();
  const inOrder: TableShape[] = [];
  while (inOrder.length < tables.length) {
    const next = tables.filter(({ name, parents }) => !placed.has(name) && parents.every((one) => placed.has(one)));
    if (next.length === 0) throw new Error('tables refer to each other in a ring');
    for (const table of next) placed.add(table.name);
    inOrder.push(...next);
  }
  return inOrder;
}
