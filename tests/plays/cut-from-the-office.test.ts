// The court's own office cuts a room's picture: it sees rooms and no hearing, the cut holds for everybody at once, and only the province lifts it.
import type { RoomPicture, RoomPictures } from '@giamsat/contract/wire/pictures';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../rig/processes.ts';
import { PEOPLE } from '../rig/province.ts';
import { openTheatre, pastInTurn, type Session, type Theatre } from './support/theatre.ts';

const TITLE = 'Vụ án không ai ở văn phòng được biết';
let theatre: Theatre;
let office: Session;
let other: Session;

beforeAll(async () => {
  theatre = await openTheatre({ rooms: { lb: 2, cl: 1 } });
  office = await theatre.session(PEOPLE.office('lb'));
  other = await theatre.session(PEOPLE.office('cl'));
});
afterAll(() => theatre?.close());

const rooms = async (session: Session): Promise<RoomPicture[]> =>
  (await session.get<RoomPictures>('/api/v1/pictures')).rooms;
const stateOf = async (room: string) => (await rooms(office)).find((one) => one.room === room)?.state;
const press = async (session: Session, at: string, body: object) => {
  const { status, text } = await session.call('POST', `/api/v1/pictures/${at}`, body);
  return { status, room: JSON.parse(text) as RoomPicture, text };
};
function speaking(court: string) {
  const found = theatre.court[court];
  if (!found) throw new Error(`no court ${court}`);
  return found;
}
async function onAir(room: string) {
  const lb = speaking('lb');
  const one = lb.hearing();
  await lb.tell(...pastInTurn(8, one.scheduled(room, TITLE), ...one.opened(room)));
  const window = await until('it is on air', async () => (await theatre.outside.row(one.id)).windows[0]?.window);
  return { ...one, window, tell: lb.tell };
}

describe('the office of a court', () => {
  test('sees its own rooms alone, and of them whether a picture goes out', async () => {
    expect((await rooms(office)).map(({ room, state }) => [room, state])).toEqual([
      ['lb-1', 'idle'],
      ['lb-2', 'idle'],
    ]);
    expect((await rooms(other)).map(({ room }) => room)).toEqual(['cl-1']);
    const one = await onAir('lb-1');
    const { text } = await office.call('GET', '/api/v1/pictures');
    expect(JSON.parse(text).rooms[0]).toEqual({
      court: 'lb',
      courtShort: 'LB',
      room: 'lb-1',
      roomName: 'Phòng xử án 1',
      state: 'on_air',
    });
    expect(text).not.toContain(one.id);
    // In camera or in a recess: the same word.
    await one.tell(one.say('hearing.publicity.changed', { to: 'in_camera' }));
    expect(await stateOf('lb-1')).toBe('withheld');
    await one.tell(one.say('hearing.closed', {}));
    expect(await stateOf('lb-1')).toBe('idle');
  });

  test('cuts, and nobody has another picture; the cut is journaled, told to the court, and written down', async () => {
    const one = await onAir('lb-1');
    const live = `/media/live/${one.window}/live.m3u8`;
    // A viewer's request that waits for the first picture is refused with the cut.
    const blocked = theatre.outside.call('GET', live);
    const { status, room } = await press(office, 'lb-1/cut', { reason: 'Có người lạ trong hình' });
    expect([status, room.state]).toEqual([200, 'cut']);
    expect((await blocked).status).toBe(403);
    expect((await theatre.outside.call('GET', live)).status).toBe(403);
    expect((await theatre.outside.row(one.id)).windows).toEqual([]);
    const line = (await theatre.outside.log(one.id)).find(({ type }) => type === 'feed.cut');
    expect(line).toMatchObject({ data: { order: expect.any(String), reason: 'Có người lạ trong hình' } });
    expect(JSON.stringify(line)).not.toContain(PEOPLE.office('lb'));
    const desk = await fetch(`${theatre.province.http}/ingest/desk`, {
      headers: { authorization: `Bearer ${await theatre.province.token('lb')}` },
    });
    const { upserts } = (await desk.json()) as { upserts: Record<string, unknown>[] };
    expect(upserts).toContainEqual(
      expect.objectContaining({
        type: 'feed.cut',
        source: '/service',
        subject: `hearings/${one.id}`,
        recordedby: PEOPLE.office('lb'),
      }),
    );

    // Pressed again it is the same cut.
    expect((await press(office, 'lb-1/cut', {})).room.cut).toEqual(room.cut);
    // The court's clerk cannot lift it; the office lifts that very cut, for a reason.
    await one.tell(one.say('feed.reopened', { lifts: room.cut?.event ?? '' }));
    expect(await stateOf('lb-1')).toBe('cut');
    expect((await press(office, 'lb-1/lift', { cut: room.cut?.event })).status).toBe(400);
    const wrong = await press(office, 'lb-1/lift', { cut: '/service#another', reason: 'nhầm' });
    expect([wrong.status, wrong.text]).toEqual([409, expect.stringContaining('/cut')]);
    const lifted = await press(office, 'lb-1/lift', { cut: room.cut?.event, reason: 'Đã xử lý' });
    expect([lifted.status, lifted.room.state]).toEqual([200, 'withheld']);
    await until('it is on air again', async () => (await stateOf('lb-1')) === 'on_air' || undefined);
    expect((await theatre.outside.call('GET', live)).status).toBe(403);
    await one.tell(one.say('hearing.closed', {}));
  });

  test('cuts what it may see nothing of, and a cut of its own stays when the doors are opened', async () => {
    const one = await onAir('lb-2');
    await one.tell(one.say('hearing.publicity.changed', { to: 'in_camera' }));
    expect((await press(office, 'lb-2/cut', {})).room.state).toBe('cut');
    await one.tell(one.say('hearing.publicity.changed', { to: 'public' }));
    expect(await stateOf('lb-2')).toBe('cut');
    await one.tell(one.say('hearing.closed', {}));
  });

  test('cuts nothing where nobody sits, in another court, or where there is no room', async () => {
    expect((await press(office, 'lb-2/cut', {})).status).toBe(409);
    for (const room of ['cl-1', 'none-1']) expect((await press(office, `${room}/cut`, {})).status, room).toBe(403);
  });
});

test('who watches, runs the machines or keeps the log of a hearing cuts nothing from here', async () => {
  for (const login of [PEOPLE.supervisor, PEOPLE.administrator, PEOPLE.clerk('lb')]) {
    const session = await theatre.session(login);
    expect((await session.call('GET', '/api/v1/pictures')).status, login).toBe(403);
    expect((await press(session, 'lb-1/cut', {})).status, login).toBe(403);
    expect((await press(session, 'lb-1/lift', { cut: '/service#x', reason: 'x' })).status, login).toBe(403);
  }
});
