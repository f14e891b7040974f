/** Which of a room's cameras a tile shows. */
const CAMERA_CHOICES = ['panel', 'floor', 'both'] as const;
export type CameraChoice = (typeof CAMERA_CHOICES)[number];

export const nextCamera = (choice: CameraChoice): CameraChoice =>
  CAMERA_CHOICES[(CAMERA_CHOICES.indexOf(choice) + 1) % CAMERA_CHOICES.length] ?? 'panel';
