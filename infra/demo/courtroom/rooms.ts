/** The seven courtrooms of the demo and how each looks: colours, light, furniture and who sits where. */

export type RoomCode = 'LS-A' | 'LS-B' | 'TP-1' | 'TP-2' | 'CL-1' | 'CL-2' | 'LB-1';
/** `panel` looks at the bench, `floor` looks from beside it at the stand and the public. */
export type View = 'panel' | 'floor';

export interface RoomLook {
  readonly code: RoomCode;
  /** What the plate on the wall says. */
  readonly plate: string;
  readonly wall: string;
  readonly panelling: string;
  readonly wood: string;
  readonly chair: string;
  readonly floor: string;
  readonly carpet: string;
  /** How the wall behind the bench is clad. */
  readonly cladding: 'slats' | 'panels' | 'stone' | 'drape';
  readonly windows: boolean;
  readonly seats: 3 | 5;
  /** Chooses the faces, so that every room has its own people. */
  readonly seed: number;
}

export const rooms: Readonly<Record<RoomCode, RoomLook>> = {
  'LS-A': {
    code: 'LS-A',
    plate: 'TÒA ÁN NHÂN DÂN TỈNH LẠNG SƠN',
    wall: '#e9dcc6',
    panelling: '#7d2f2b',
    wood: '#7a4a26',
    chair: '#5b1f1d',
    floor: '#b58d66',
    carpet: '#93342f',
    cladding: 'drape',
    windows: false,
    seats: 5,
    seed: 3,
  },
  'LS-B': {
    code: 'LS-B',
    plate: 'TÒA ÁN NHÂN DÂN TỈNH LẠNG SƠN',
    wall: '#c6d6dc',
    panelling: '#2f5568',
    wood: '#8a5a33',
    chair: '#23404f',
    floor: '#9aa3a3',
    carpet: '#3b6478',
    cladding: 'slats',
    windows: false,
    seats: 3,
    seed: 8,
  },
  'TP-1': {
    code: 'TP-1',
    plate: 'TÒA ÁN NHÂN DÂN THÀNH PHỐ LẠNG SƠN',
    wall: '#d3dfc7',
    panelling: '#4d6b48',
    wood: '#9a6a3a',
    chair: '#39513a',
    floor: '#b9a98a',
    carpet: '#5f7d55',
    cladding: 'panels',
    windows: true,
    seats: 3,
    seed: 14,
  },
  'TP-2': {
    code: 'TP-2',
    plate: 'TÒA ÁN NHÂN DÂN THÀNH PHỐ LẠNG SƠN',
    wall: '#dcd6e6',
    panelling: '#5d4a7d',
    wood: '#6d3f2c',
    chair: '#40325c',
    floor: '#a79db0',
    carpet: '#6d5990',
    cladding: 'slats',
    windows: true,
    seats: 3,
    seed: 21,
  },
  'CL-1': {
    code: 'CL-1',
    plate: 'TÒA ÁN NHÂN DÂN HUYỆN CAO LỘC',
    wall: '#efd9bd',
    panelling: '#b0622f',
    wood: '#6b4423',
    chair: '#7c3f1c',
    floor: '#c29a73',
    carpet: '#b56a3d',
    cladding: 'panels',
    windows: true,
    seats: 3,
    seed: 29,
  },
  'CL-2': {
    code: 'CL-2',
    plate: 'TÒA ÁN NHÂN DÂN HUYỆN CAO LỘC',
    wall: '#dfe2e4',
    panelling: '#5b636b',
    wood: '#8c6b4a',
    chair: '#3f464d',
    floor: '#aeb2b4',
    carpet: '#77818a',
    cladding: 'stone',
    windows: false,
    seats: 3,
    seed: 35,
  },
  'LB-1': {
    code: 'LB-1',
    plate: 'TÒA ÁN NHÂN DÂN HUYỆN LỘC BÌNH',
    wall: '#f3e3ab',
    panelling: '#a97a1f',
    wood: '#8a5526',
    chair: '#6a4a17',
    floor: '#c4ab7c',
    carpet: '#9c3d33',
    cladding: 'panels',
    windows: true,
    seats: 3,
    seed: 42,
  },
};

export function isRoomCode(text: string): text is RoomCode {
  return Object.hasOwn(rooms, text);
}
