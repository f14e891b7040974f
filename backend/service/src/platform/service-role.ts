/** The service's own role in the database: it reads and writes, and can neither change nor remove what is append-only. */
import { sql as query } from 'kysely';
import pg from 'pg';
import type { Logger } from './logger.ts';
import { connectionConfig, type Sql, type SqlOptions } from './sql.ts';

type Connection = SqlOptions['connection'];
export type ServiceRole = {
  name: string;
  /** Where there is no such role, it is made. */
  make: boolean;
};

/** Of the embedded database; elsewhere it is whoever `DATABASE_URL` names. */
const EMBEDDED_ROLE = 'giamsat_service';

/** What a table's trigger refuses to everybody, a right refuses to the service: by this name the two are one list. */
const APPEND_ONLY = '%\\_append\\_only';

/** Who brings the tables forward, as whom the service connects, and the role that is to get rights; none where both are the same. */
export async function databaseRoles(
  config: { databaseUrl: string | undefined; databaseOwnerUrl: string | undefined },
  embedded: Exclude<Connection, string> | undefined,
): Promise<{ owner: Connection; service: Connection; serviceRole: ServiceRole | undefined }> {
  if (embedded) {
    const service = { ...embedded, user: EMBEDDED_ROLE };
    return { owner: embedded, service, serviceRole: { name: EMBEDDED_ROLE, make: true } };
  }
  const { databaseUrl: service = '', databaseOwnerUrl: owner } = config;
  if (owner === undefined) return { owner: service, service, serviceRole: undefined };
  const client = new pg.Client(connectionConfig(service));
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('select current_user as name');
    return { owner, service, serviceRole: { name: rows[0]?.name ?? '', make: false } };
  } finally {
    await client.end();
  }
}

/**
 * Gives the role what the service needs of the tables that are there now, and takes from it what it must not have: in one
 * transaction, so that it never has too much. Under the lock of the migrations, because two nodes cannot do it at once.
 */
export async function grantToService(owner: pg.Client, role: ServiceRole): Promise<void> {
  const name = pg.escapeIdentifier(role.name);
  if (role.make) {
    const { rowCount } = await owner.query('select from pg_roles where rolname = $1', [role.name]);
    if (rowCount === 0) await owner.query(`create role ${name} login`);
  }
  const { rows } = await owner.query<{ schema: string; tables: string | null }>(
    `select current_schema() as schema, (
       select string_agg(distinct t.tgrelid::regclass::text, ', ')
       from pg_trigger t join pg_class c on c.oid = t.tgrelid
       where c.relnamespace = current_schema()::regnamespace and t.tgname like $1
     ) as tables`,
    [APPEND_ONLY],
  );
  const [{ schema, tables } = { schema: 'public', tables: null }] = rows;
  const within = pg.escapeIdentifier(schema);
  await owner.query(`
    begin;
    grant usage on schema ${within} to ${name};
    grant select, insert, update, delete on all tables in schema ${within} to ${name};
    grant usage on all sequences in schema ${within} to ${name};
    revoke insert, update, delete, truncate on migrations from ${name};
    ${tables === null ? '' : `revoke update, delete, truncate on ${tables} from ${name};`}
    commit;`);
}

/** Says at the start what the role that the service runs as could do to the evidence. Empty: it may only add to it. */
export async function reportServiceRole(sql: Sql, logger: Logger): Promise<string[]> {
  const { rows } = await query<{ role: string; table: string; may: string }>`
    select current_user as role, c.relname as "table", string_agg(p.right, ', ' order by p.right) as may
    from pg_class c
    cross join (values ('update'), ('delete'), ('truncate')) as p ("right")
    where c.relnamespace = current_schema()::regnamespace
      and exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname like ${APPEND_ONLY})
      and has_table_privilege(c.oid, p.right)
    group by c.relname order by c.relname`.execute(sql);
  const found = rows.map(({ table, may }) => `${table}: ${may}`);
  if (found.length > 0) {
    logger.warn(
      { role: rows[0]?.role, rights: found },
      'the service runs as a database role that may change evidence; run it as a lesser one (DATABASE_URL), and let DATABASE_OWNER_URL migrate',
    );
  }
  return found;
}
