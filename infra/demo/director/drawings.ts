/** Draws all pictures and speaks all sentences once, one camera after the other, before eight cameras want them at the same time. */
import { join } from 'node:path';
import { loadPictures } from '../camera/pictures.ts';
import { loadVoices } from '../camera/voices.ts';
import { rooms, type View } from '../courtroom/rooms.ts';

/** About ten seconds at the first start, nothing afterwards. `cache` is the folder that the cameras are given. */
export async function prepareDrawings(cache: string): Promise<void> {
  for (const { code, seed } of Object.values(rooms)) {
    const views: View[] = code === 'LS-A' ? ['panel', 'floor'] : ['panel'];
    for (const view of views) await loadPictures(code, view, join(cache, 'pictures'));
    await loadVoices(seed, join(cache, 'voices'));
  }
}
