import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Where `rookery up` says that it runs, so that other commands on the same data folder find it. */
const platformState = z.object({
  /** Gateway, `host:port`. */
  address: z.string(),
  /** Process id of `rookery up`. */
  pid: z.number().int(),
  /** By which commands of whoever may read this file call it; files of earlier versions have none. */
  secret: z.string().optional(),
  /** What it was started with; files of earlier versions do not say. */
  variables: z.object({ salt: z.string(), prints: z.record(z.string(), z.string()) }).optional(),
});

export type PlatformState = z.infer<typeof platformState>;

const fileIn = (dataFolder: string): string => join(dataFolder, 'platform.json');

/** What the file says, or undefined when there is none, it is damaged, or the process it names is gone. */
export async function readPlatformState(dataFolder: string): Promise<PlatformState | undefined> {
  const state = await readFileOf(dataFolder);
  return state === undefined || !isAlive(state.pid) ? undefined : state;
}

/** The process of a platform that ended without taking its file with it, as one that was killed does. */
export async function killedPlatform(dataFolder: string): Promise<number | undefined> {
  const state = await readFileOf(dataFolder);
  return state === undefined || isAlive(state.pid) ? undefined : state.pid;
}

async function readFileOf(dataFolder: string): Promise<PlatformState | undefined> {
  let text: string;
  try {
    text = await readFile(fileIn(dataFolder), 'utf8');
  } catch {
    return undefined; // Nobody has written it.
  }
  return platformState.safeParse(parseJson(text)).data;
}

/** Written whole or not at all, so that a reader never sees half a file. */
export async function writePlatformState(dataFolder: string, state: PlatformState): Promise<void> {
  await mkdir(dataFolder, { recursive: true });
  const unfinished = `${fileIn(dataFolder)}.${process.pid}`;
  await writeFile(unfinished, JSON.stringify(state), { mode: 0o600 });
  await rename(unfinished, fileIn(dataFolder));
}

export async function removePlatformState(dataFolder: string): Promise<void> {
  await rm(fileIn(dataFolder), { force: true });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Damaged: treated as absent by the caller.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
