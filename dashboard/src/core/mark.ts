/** The viewer's mark over a picture, drawn where no script of the page gets at it; the picture goes when it is taken from under the mark. */

export type Mark = {
  /** Draws the text at five places; nothing where it is empty. */
  draw(text: string): void;
};

/** Where a line begins, as shares of width and height. */
const PLACES = [
  [0.04, 0.2],
  [0.58, 0.28],
  [0.28, 0.54],
  [0.06, 0.82],
  [0.6, 0.84],
] as const;
/** In a picture that is lower than this they would stand in each other's way. */
const LOW_PX = 170;
const FEW = [0, 2, 4];
const TILT = (-16 * Math.PI) / 180;

/** Over the one `video` within `host`, which must keep it. Called once for a host. */
export function markOver(host: HTMLElement): Mark {
  // Closed: neither a query nor the host itself leads to what is inside.
  const root = host.attachShadow({ mode: 'closed' });
  const canvas = document.createElement('canvas');
  canvas.ariaHidden = 'true';
  canvas.style.cssText = 'position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none';
  root.append(document.createElement('slot'), canvas);

  const video = host.querySelector('video');
  const isBare = () => video?.parentNode !== host || !host.isConnected || document.fullscreenElement === video;
  // Comes a few times a second while the picture moves, wherever the element is.
  video?.addEventListener('timeupdate', () => {
    if (!isBare()) return;
    video.pause();
    video.srcObject = null;
    video.removeAttribute('src');
    video.load();
  });

  return {
    draw(text) {
      const { clientWidth: width, clientHeight: height } = canvas;
      const scale = window.devicePixelRatio;
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      if (text === '' || canvas.width * canvas.height === 0) return;
      const pen = canvas.getContext('2d');
      if (!pen) return;
      const size = Math.min(20, Math.max(11, 0.032 * Math.min(width, height)));
      pen.scale(scale, scale);
      pen.font = `600 ${size}px "Inter Variable", sans-serif`;
      // Seen when one looks for it, and in every photograph of the screen.
      pen.fillStyle = 'rgb(255 255 255 / 0.2)';
      pen.shadowColor = 'rgb(0 0 0 / 0.35)';
      pen.shadowBlur = 2 * scale;
      for (const [n, [x, y]] of PLACES.entries()) {
        if (height < LOW_PX && !FEW.includes(n)) continue;
        pen.save();
        pen.translate(x * width, y * height);
        pen.rotate(TILT);
        pen.fillText(text, 0, 0);
        pen.restore();
      }
    },
  };
}
