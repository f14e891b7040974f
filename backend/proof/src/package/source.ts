/** Where a package's bytes come from: a file on the disk, one dropped into a page, a folder that it was unpacked into. */

export type RandomAccess = {
  bytes: number;
  /** Bytes `[from, to)`; fewer where it ends before. They stand until the next are read. */
  read(from: number, to: number): Promise<Uint8Array>;
};

export type PackageSource = {
  /** `crc32`: as an archive states it. */
  files: readonly { path: string; bytes: number; crc32?: number }[];
  /** An archive's files stand in an order, a folder's do not. */
  inOrder: boolean;
  /** As with {@link RandomAccess}. */
  read(path: string, from: number, to: number): Promise<Uint8Array>;
};
