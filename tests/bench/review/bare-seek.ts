/** The floor of a seek: the browser alone fetches one segment, takes it into an empty MediaSource and shows its first picture. */
import type { Page } from 'playwright-core';

/** `base`: path of the epoch's folder. @returns milliseconds */
export const bareSeek = (page: Page, base: string, number: number): Promise<number> =>
  page.evaluate(
    async ({ base, number }) => {
      const begun = performance.now();
      const video = document.createElement('video');
      video.muted = true;
      document.body.append(video);
      const source = new MediaSource();
      video.src = URL.createObjectURL(source);
      const [init, segment] = await Promise.all(
        [`${base}/init.mp4`, `${base}/s${number}.m4s`].map(async (at) => (await fetch(at)).arrayBuffer()),
      );
      if (source.readyState !== 'open') await new Promise((resolve) => source.addEventListener('sourceopen', resolve));
      const buffer = source.addSourceBuffer('video/mp4; codecs="avc1.4d401e,mp4a.40.2"');
      for (const bytes of [init, segment]) {
        if (!bytes) throw new Error('nothing came');
        buffer.appendBuffer(bytes);
        await new Promise((resolve) => buffer.addEventListener('updateend', resolve, { once: true }));
      }
      const shown = new Promise<number>((resolve) => video.requestVideoFrameCallback((now) => resolve(now - begun)));
      video.currentTime = buffer.buffered.start(0) + 1;
      const took = await shown;
      video.remove();
      URL.revokeObjectURL(video.src);
      return took;
    },
    { base, number },
  );
