import { readFile } from 'node:fs/promises';
import { withChildren } from './cpu-seconds.ts';

/** Of /proc: sizes are in binary kilobytes; ours are in decimal megabytes. */
const KB_TO_MB = 1024 / 1e6;

/** The most memory that a process has had resident so far, in MB, as the kernel keeps it. Linux only. */
export const peakMemoryMb = async (pid: number): Promise<number> => sizeMb(`/proc/${pid}/status`, 'VmHWM');

/**
 * Memory that a process and its children have resident now, in MB; what several of them share counts once in all. Linux only.
 */
export async function memoryWithChildrenMb(pid: number): Promise<number> {
  const sizes = (await withChildren(pid)).map((one) =>
    // One that has just ended has none.
    sizeMb(`/proc/${one}/smaps_rollup`, 'Pss').catch(() => 0),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function sizeMb(file: string, field: string): Promise<number> {
  const [, kilobytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(await readFile(file, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`${file} has no ${field}`);
  return Number(kilobytes) * KB_TO_MB;
}
