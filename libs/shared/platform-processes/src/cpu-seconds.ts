import { readdir, readFile } from 'node:fs/promises';

/** Of /proc: what the kernel tells programs is in hundredths of a second on every machine that Linux runs on (USER_HZ). */
const TICKS_PER_S = 100;

/** CPU time that a process and its living children have used so far, user and system, with that of children that have ended, in seconds. */
export async function cpuSecondsWithChildren(pid: number): Promise<number> {
  const all = await Promise.all((await numbered()).map(cpuTimes));
  const mine = all.find((one) => one?.pid === pid);
  if (mine === undefined) throw new Error(`/proc has no process ${pid}`);
  const children = all.filter((one) => one?.parent === pid);
  return children.reduce((sum, child) => sum + (child?.own ?? 0), mine.own + mine.ended);
}

/** The same for one process alone. */
export async function cpuSeconds(pid: number): Promise<number> {
  const times = await cpuTimes(pid);
  if (times === undefined) throw new Error(`/proc has no process ${pid}`);
  return times.own;
}

/** A process and its living children. */
export async function withChildren(pid: number): Promise<number[]> {
  const all = await Promise.all((await numbered()).map(cpuTimes));
  return all.filter((one) => one?.pid === pid || one?.parent === pid).map((one) => one?.pid ?? pid);
}

interface CpuTimes {
  readonly pid: number;
  readonly parent: number;
  readonly own: number;
  /** Of children that have ended and were waited for. */
  readonly ended: number;
}

async function numbered(): Promise<number[]> {
  return (await readdir('/proc')).map(Number).filter(Number.isInteger);
}

/** Undefined when there is no such process, or no more. */
async function cpuTimes(pid: number): Promise<CpuTimes | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (line === undefined) return undefined;
  // A name may have spaces and brackets in it; the fields after it are numbers: see proc(5), from field 3 on.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const seconds = (field: number): number => Number(fields[field - 3]) / TICKS_PER_S;
  return {
    pid,
    parent: Number(fields[4 - 3]),
    own: seconds(14) + seconds(15),
    ended: seconds(16) + seconds(17),
  };
}
