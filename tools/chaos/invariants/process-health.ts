import { readdirSync, readFileSync } from 'node:fs';

/** A service writes what happens, not one line for each call that fails for the same reason. */
const MOST_WRITTEN = 2_000_000;
/** Files and connections of one service. */
const MOST_DESCRIPTORS = 400;

/** Of a platform. */
export interface Processes {
  readonly output: string;
  /** Of those that run. */
  readonly pids: ReadonlyMap<string, number>;
}

/** Logs stay short, and no process is left with what it no longer needs. */
export function processesAreWell(processes: Processes): string[] {
  const wrong: string[] = [];
  const { length } = processes.output;
  if (length > MOST_WRITTEN)
    wrong.push(`the services wrote ${length} characters of warnings; ${MOST_WRITTEN} are plenty`);
  for (const [service, pid] of processes.pids) {
    const descriptors = openDescriptors(pid);
    if (descriptors > MOST_DESCRIPTORS)
      wrong.push(`${service} has ${descriptors} files and connections open`);
  }
  return wrong;
}

/** Files and connections of a process. Linux; elsewhere 0. */
export function openDescriptors(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

/** Resident memory in MB. Linux; elsewhere 0. */
export function memoryMb(pid: number): number {
  try {
    const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kb ?? 0) / 1024;
  } catch {
    return 0;
  }
}
