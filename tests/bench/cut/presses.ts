/** The ways in which somebody stops a room's picture, and how each is taken back. */
import { v7 as uuidv7 } from 'uuid';
import type { Place, Stage } from './stage.ts';

export type Press = {
  /** Resolves when it is answered; the event's id where the court makes it. */
  press(id: string): Promise<void>;
  lift?: () => Promise<void>;
  /** Made at the court: the province's acceptance can be seen on the line. */
  atCourt: boolean;
  /** What was recorded is refused with it. */
  closesRecordings: boolean;
};
export type Way = (stage: Stage, place: Place) => Press;

const refOf = (event: { source: string; id: string }): string => `${event.source}#${event.id}`;

/** The button at the clerk's console. */
export const byClerk: Way = ({ clerk }, { hearing }) => {
  let cut = '';
  return {
    atCourt: true,
    closesRecordings: false,
    press: async (id) => {
      cut = refOf(await clerk.enter(hearing, 'feed.cut', { order: 'theo lệnh Chủ tọa' }, { id }));
    },
    lift: async () => void (await clerk.enter(hearing, 'feed.reopened', { lifts: cut }, { id: uuidv7() })),
  };
};

/** The button in the court administrator's page. */
export const byOffice: Way = ({ office }, { room }) => {
  let cut = '';
  return {
    atCourt: false,
    closesRecordings: false,
    press: async () => {
      const answer = (await office(`${room}/cut`, {})) as { cut: { event: string } };
      cut = answer.cut.event;
    },
    lift: async () => void (await office(`${room}/lift`, { cut, reason: 'Đã xử lý' })),
  };
};

/** The doors are closed: nothing of before is shown either, and nothing is taken back here. */
export const byClosing: Way = ({ clerk }, { hearing }) => ({
  atCourt: true,
  closesRecordings: true,
  press: async (id) => void (await clerk.enter(hearing, 'hearing.publicity.changed', { to: 'in_camera' }, { id })),
});
