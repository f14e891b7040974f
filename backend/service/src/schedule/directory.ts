/** Rooms and people of a court as lists write them, found in the registry. Pure. */
import type { Person } from '@giamsat/contract/event/people';
import type { Room } from '@giamsat/contract/registry';
import { foldText } from '@giamsat/contract/text-fold';

/** `role`: in a hearing. */
export type Directory = { rooms: readonly Room[]; people: readonly Pick<Person, 'name' | 'role'>[] };

/** `Phòng xử án số 1`, `P.1`, `Hội trường 1` → `1` */
const roomKey = (name: string): string =>
  foldText(name)
    .replace(/[^a-z0-9]/g, ' ')
    .split(' ')
    .filter(
      (word) =>
        word !== '' &&
        !['phong', 'p', 'xu', 'xet', 'an', 'so', 'hoi', 'truong', 'tai', 'tru', 'toa', 'nhan', 'dan'].includes(word),
    )
    .map((word) => (/^\d+$/.test(word) ? String(Number(word)) : word))
    .join(' ');

/** Undefined where none, or more than one, could be meant. */
export function roomOf(text: string, { rooms }: Directory): Room | undefined {
  const code = rooms.find((room) => room.code === text.toLowerCase());
  if (code) return code;
  const alike = rooms.filter((room) => roomKey(room.name) === roomKey(text));
  return alike.length === 1 ? alike[0] : undefined;
}

const personKey = (name: string): string => foldText(name).replace(/ {2,}/g, ' ').trim();

/** As the registry spells the name, by which rights go; undefined: nobody of that office here is called so, or several are. */
export function personOf({ name, role }: Person, { people }: Directory): Person | undefined {
  const exact = people.find((one) => one.role === role && one.name.normalize('NFC') === name);
  if (exact) return { name: exact.name, role };
  const alike = people.filter((one) => one.role === role && personKey(one.name) === personKey(name));
  return alike.length === 1 && alike[0] ? { name: alike[0].name, role } : undefined;
}
