/** What a page of ours may do in a browser: headers that go with it, from the service and from the agent's console alike. */

/** Stands in the built pages where the nonce belongs (Vite's `html.cspNonce`). */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

/**
 * Content-Security-Policy of a page. Scripts run with the nonce of this very answer alone, which the modules that they import inherit;
 * Mantine's style elements carry it, too. Elements' own styles are set through the object model, which needs no leave. Pictures and sound come as blobs
 * (Media Source), hls.js's worker and all data from our own address, sockets included (CSP 3: `'self'` is their address as well).
 */
export const pagePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
  ].join('; ');

const OFF = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'serial',
  'usb',
] as const;
const OWN = ['autoplay', 'clipboard-write', 'fullscreen', 'screen-wake-lock'] as const;

/** Permissions-Policy of every answer: the house watches by the courts' cameras, and by nobody's own. */
export const PERMISSIONS_POLICY = [
  ...OFF.map((feature) => `${feature}=()`),
  ...OWN.map((feature) => `${feature}=(self)`),
].join(', ');
