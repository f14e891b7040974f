/** Reads the registry's tables into the contract's forms. */
import type { Agent, Court, Feed, RegistrySeed, Room, Template } from '@giamsat/contract/registry';
import type { Sql, Tx } from '../platform/sql.ts';

export type RegistryContent = {
  courts: Court[];
  successions: RegistrySeed['successions'];
  rooms: Room[];
  feeds: Feed[];
  agents: Agent[];
  templates: Template[];
  revision: number;
  journalPosition: number;
};

type Nullable<T> = { [K in keyof T]: T[K] | null };
/** Null columns become absent members. */
function present<T extends object>(values: Nullable<T>): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as T;
}

/** One snapshot of all tables. */
export async function readRegistry(sql: Sql | Tx): Promise<RegistryContent> {
  const read = async (tx: Sql | Tx): Promise<RegistryContent> => {
    const state = await tx.selectFrom('registry_state').selectAll().executeTakeFirstOrThrow();
    const courts = await tx.selectFrom('courts').selectAll().orderBy('code').execute();
    const names = await tx
      .selectFrom('court_names')
      .selectAll()
      .orderBy('valid_from', (o) => o.asc().nullsFirst())
      .execute();
    const successions = await tx.selectFrom('court_successions').selectAll().orderBy('from_court').execute();
    const rooms = await tx.selectFrom('rooms').selectAll().orderBy('code').execute();
    const feeds = await tx.selectFrom('feeds').selectAll().orderBy('code').execute();
    const agents = await tx.selectFrom('agents').selectAll().orderBy('code').execute();
    const templates = await tx.selectFrom('templates').selectAll().orderBy('code').execute();
    return {
      revision: state.revision,
      journalPosition: state.journal_position,
      courts: courts.map((row) =>
        present<Court>({
          code: row.code,
          level: row.level,
          validFrom: row.valid_from as string,
          validTo: row.valid_to as string,
          names: names
            .filter(({ court }) => court === row.code)
            .map((name) =>
              present<Court['names'][number]>({
                name: name.name,
                nameEn: name.name_en as string,
                short: name.short,
                validFrom: name.valid_from as string,
                validTo: name.valid_to as string,
              }),
            ),
        }),
      ),
      successions: successions.map((row) => ({ from: row.from_court, to: row.to_court, on: row.on_day })),
      rooms: rooms.map((row) =>
        present<Room>({
          code: row.code,
          court: row.court,
          name: row.name,
          nameEn: row.name_en as string,
          validFrom: row.valid_from as string,
          validTo: row.valid_to as string,
        }),
      ),
      feeds: feeds.map((row) => ({ code: row.code, room: row.room, name: row.name, role: row.role })),
      agents: agents.map((row) =>
        present<Agent>({
          code: row.code,
          court: row.court,
          name: row.name as string,
          publicKey: row.public_key as string,
          enrolledAt: row.enrolled_at as string,
        }),
      ),
      templates: templates.map((row) =>
        present<Template>({
          code: row.code,
          text: row.text,
          textEn: row.text_en as string,
          caseTypes: row.case_types as string[],
        }),
      ),
    };
  };
  return sql.isTransaction ? read(sql) : sql.transaction().setIsolationLevel('repeatable read').execute(read);
}
