/** Writes of the registry's tables, within a transaction that somebody else began. */
import type { Court, Feed, RegistrySeed, Room } from '@giamsat/contract/registry';
import { sql as query } from 'kysely';
import type { Tx } from '../platform/sql.ts';

const validity = ({ validFrom, validTo }: { validFrom?: string; validTo?: string }) => ({
  valid_from: validFrom ?? null,
  valid_to: validTo ?? null,
});
const courtRow = (court: Court) => ({ code: court.code, level: court.level, ...validity(court) });
const nameRows = (court: Court) =>
  court.names.map(({ name, nameEn, short, ...rest }) => ({
    court: court.code,
    name,
    name_en: nameEn ?? null,
    short,
    ...validity(rest),
  }));
const roomRow = (room: Room) => ({
  code: room.code,
  court: room.court,
  name: room.name,
  name_en: room.nameEn ?? null,
  ...validity(room),
});

/** The court as given, its names included. */
export async function writeCourt(tx: Tx, court: Court): Promise<void> {
  const { code: _, ...rest } = courtRow(court);
  await tx
    .insertInto('courts')
    .values(courtRow(court))
    .onConflict((conflict) => conflict.column('code').doUpdateSet(rest))
    .execute();
  await tx.deleteFrom('court_names').where('court', '=', court.code).execute();
  await tx.insertInto('court_names').values(nameRows(court)).execute();
}

export async function writeRoom(tx: Tx, room: Room): Promise<void> {
  const { code: _, ...rest } = roomRow(room);
  await tx
    .insertInto('rooms')
    .values(roomRow(room))
    .onConflict((conflict) => conflict.column('code').doUpdateSet(rest))
    .execute();
}

export async function writeFeed(tx: Tx, { code, room, name, role }: Feed): Promise<void> {
  await tx
    .insertInto('feeds')
    .values({ code, room, name, role })
    .onConflict((conflict) => conflict.column('code').doUpdateSet({ room, name, role }))
    .execute();
}

/** Only what is missing; a code for enrolment holds for an hour, until it was used once. */
export async function insertSeed(tx: Tx, seed: RegistrySeed): Promise<void> {
  for (const court of seed.courts) {
    const { numInsertedOrUpdatedRows: rows = 0n } = await tx
      .insertInto('courts')
      .values(courtRow(court))
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    // The names of a court that is there are its administrator's.
    if (rows > 0n) await tx.insertInto('court_names').values(nameRows(court)).execute();
  }
  const { successions, rooms, feeds, agents, templates = [] } = seed;
  if (successions.length > 0) {
    const values = successions.map(({ from, to, on }) => ({ from_court: from, to_court: to, on_day: on }));
    await tx
      .insertInto('court_successions')
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (rooms.length > 0) {
    await tx
      .insertInto('rooms')
      .values(rooms.map(roomRow))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (feeds.length > 0) {
    const values = feeds.map(({ code, room, name, role }) => ({ code, room, name, role }));
    await tx
      .insertInto('feeds')
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  for (const { code, court, name, enrolmentSha256 } of agents) {
    await tx
      .insertInto('agents')
      .values({ code, court, name: name ?? null, public_key: null, enrolled_at: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    if (enrolmentSha256 === undefined) continue;
    const expires_at = query<string>`now() + interval '1 hour'`;
    await tx
      .insertInto('agent_enrolments')
      .values({ code_sha256: enrolmentSha256, agent: code, expires_at, spent_at: null, public_key: null })
      .onConflict((conflict) =>
        conflict.column('code_sha256').doUpdateSet({ expires_at }).where('agent_enrolments.spent_at', 'is', null),
      )
      .execute();
  }
  if (templates.length > 0) {
    const values = templates.map(({ code, text, textEn, caseTypes }) => ({
      code,
      text,
      text_en: textEn ?? null,
      case_types: caseTypes ?? null,
    }));
    await tx
      .insertInto('templates')
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
