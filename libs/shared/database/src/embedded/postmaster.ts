import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { RookeryError } from '@rookery/shared-errors';
import { errorCode } from '../error-code.ts';

const run = promisify(execFile);
const FAST_STOP_MS = 30_000;
const IMMEDIATE_STOP_MS = 10_000;
const POLL_MS = 20;

/** The server that has a cluster open, as its own postmaster.pid names it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Of its socket; empty while it starts, and for good where it only listens on TCP, as earlier versions of this platform had it. */
  readonly socketFolder: string;
}

function pidFile(data: string): string {
  return join(data, 'postmaster.pid');
}

/** The running server of this cluster, or undefined. A pid file left by a dead one is removed. */
export async function runningPostmaster(data: string): Promise<Postmaster | undefined> {
  // The file is created empty and filled at once: give a server that is just starting that moment.
  const found = (await readPidFile(data)) ?? (await sleep(300).then(() => readPidFile(data)));
  if (found === 'none') return undefined;
  if (found !== undefined && (await servesCluster(found.pid, data))) return found;
  await rm(pidFile(data), { force: true });
  return undefined;
}

/** undefined: there is a file, but nothing to read in it. */
async function readPidFile(data: string): Promise<Postmaster | 'none' | undefined> {
  let text: string;
  try {
    text = await readFile(pidFile(data), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'none';
    throw error;
  }
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return pid > 0 && port > 0 ? { pid, port, socketFolder: lines[4] ?? '' } : undefined;
}

/** Pids are used again after a restart of the machine, so the process must also be a server of this folder. */
async function servesCluster(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'linux') {
    try {
      const state = /^\d+ \(.*\) (\w)/s.exec(await readFile(`/proc/${pid}/stat`, 'utf8'))?.[1];
      const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
      return state !== 'Z' && words.includes(data);
    } catch {
      return false;
    }
  }
  try {
    const { stdout } = await run('ps', ['-o', 'stat=,command=', '-p', String(pid)]);
    return !stdout.startsWith('Z') && stdout.includes(data);
  } catch {
    return false;
  }
}

/**
 * Stops the server of this cluster, if one runs, and waits until it has left. Open transactions are rolled
 * back, what was committed is on disk.
 */
export async function stopPostmaster(data: string): Promise<void> {
  const running = await runningPostmaster(data);
  if (running === undefined) return;
  signalProcess(running.pid, 'SIGINT');
  if (await hasLeft(data, running.pid, FAST_STOP_MS)) return;
  // It does not end; the write-ahead log makes this as safe as a power cut.
  signalProcess(running.pid, 'SIGQUIT');
  if (await hasLeft(data, running.pid, IMMEDIATE_STOP_MS)) return;
  throw new RookeryError('UNAVAILABLE', `embedded PostgreSQL: process ${running.pid} does not stop`, {
    reason: 'SERVER_DOES_NOT_STOP',
  });
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

async function hasLeft(data: string, pid: number, withinMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + withinMs;
  while (performance.now() < giveUpAt) {
    if (!(await servesCluster(pid, data))) return true;
    await sleep(POLL_MS);
  }
  return false;
}
