/** Short ways to write down people; every one of them is invented. */
import type { Participant, Person } from '@giamsat/contract/event/people';

export const presiding = (name: string): Person => ({ name, role: 'presiding_judge' });
export const judge = (name: string): Person => ({ name, role: 'judge' });
export const assessor = (name: string): Person => ({ name, role: 'assessor' });
export const prosecutor = (name: string): Person => ({ name, role: 'prosecutor' });
export const clerk = (name: string): Person => ({ name, role: 'clerk' });

type Role = Participant['role'];
export const present = (name: string, role: Role): Participant => ({ name, role, present: true });
export const absent = (name: string, role: Role, absenceReason: string): Participant => ({
  name,
  role,
  present: false,
  absenceReason,
});

/** As summoned: nobody knows yet who comes. */
export const summoned = (list: readonly Participant[]): Participant[] => list.map(({ name, role }) => ({ name, role }));

/** The clerks sit in one courtroom each and sign in under their own name. */
export const clerks = {
  'ls-a': 'Phan Thu G',
  'ls-b': 'Lục Minh H',
  'tp-1': 'Hà Thị I',
  'tp-2': 'Chu Ngọc K',
  'cl-1': 'Vy Thị L',
  'cl-2': 'Lâm Quốc M',
  'lb-1': 'Đỗ Thị Q',
} as const;
export type RoomOfClerk = keyof typeof clerks;
