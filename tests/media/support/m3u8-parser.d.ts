// What the tests use of a package that brings no types.
declare module 'm3u8-parser' {
  export class Parser {
    manifest: {
      segments: { duration: number; uri: string; discontinuity?: boolean }[];
      preloadSegment?: { parts: unknown[] };
    };
    on(event: 'warn' | 'error', fn: (warning: unknown) => void): void;
    push(text: string): void;
    end(): void;
  }
}
