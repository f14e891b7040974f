/** A small disk of one's own, as a file system in an image: it can be full, refuse writes, and lose its power. Needs root. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../rig/processes.ts';

export type Disk = {
  dir: string;
  /** Something else takes what is free, but for so much. */
  fill(leaveBytes: number): void;
  free(): void;
  /** Files below `folder` can neither be made nor written until `takeWrites`. */
  refuseWrites(folder: string): void;
  takeWrites(folder: string): void;
  /** From now on every call fails, and what was not flushed is gone: ext4's own shutdown, which its tests use for this. */
  losePower(): void;
  /** The power is back. Whoever had files open there must have ended. */
  mountAgain(): Promise<void>;
  close(): Promise<void>;
};

/** EXT4_IOC_SHUTDOWN, without flushing its journal. */
const SHUTDOWN = `
import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', 2))
`;

const SLACK_BYTES = 4 * 2 ** 20;
const freeOf = (dir: string): number => {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
};

export function openDisk(dir: string, mib: number): Disk {
  const image = `${dir}.image`;
  const ballast = path.join(dir, 'ballast');
  mkdirSync(dir, { recursive: true });
  closeSync(openSync(image, 'w'));
  truncateSync(image, mib * 2 ** 20);
  execFileSync('mkfs.ext4', ['-q', '-F', '-m', '0', image]);
  const mount = (): void => void execFileSync('mount', ['-o', 'loop', image, dir]);
  const unmount = (): Promise<unknown> =>
    until('the disk to be let go', () => {
      execFileSync('umount', [dir], { stdio: 'ignore' });
      return true;
    });
  const immutable = (how: '+i' | '-i', folder: string): void => {
    try {
      // Files that come and go meanwhile are none of its errors.
      execFileSync('chattr', ['-R', '-f', how, folder], { stdio: 'ignore' });
    } catch {}
  };
  mount();
  return {
    dir,
    fill(leaveBytes) {
      const bytes = freeOf(dir) - leaveBytes;
      try {
        if (bytes > 0) execFileSync('fallocate', ['-l', String(bytes), ballast], { stdio: 'ignore' });
      } catch {
        // The last blocks go to the file's own map; what could be taken stays taken.
      }
      if (freeOf(dir) > leaveBytes + SLACK_BYTES) throw new Error(`${dir} could not be filled`);
    },
    free: () => rmSync(ballast, { force: true }),
    refuseWrites: (folder) => immutable('+i', folder),
    takeWrites: (folder) => immutable('-i', folder),
    losePower: () => void execFileSync('python3', ['-c', SHUTDOWN, dir]),
    async mountAgain() {
      await unmount();
      mount();
    },
    async close() {
      await unmount();
      rmSync(image, { force: true });
    },
  };
}
