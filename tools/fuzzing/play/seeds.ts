import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './fuzz.ts';

/** Inputs that once went wrong, a folder for each target. */
export const SEEDS = join(import.meta.dirname, '../seeds');

/** An input that is kept. */
export interface Seed {
  readonly target: string;
  /** What went wrong with it, for people. */
  readonly says: string;
  readonly input: unknown;
}

/** @throws Error that names the file, when it holds no seed */
export function readSeed(file: string): Seed {
  const seed = JSON.parse(readFileSync(file, 'utf8')) as Partial<Seed>;
  const { target, says, input } = seed;
  if (typeof target !== 'string' || typeof says !== 'string' || input === undefined)
    throw new Error(`${file} is no seed: it needs "target" and "says", both text, and "input"`);
  return { target, says, input };
}

/** The seeds of a target by the names of their files, in the order of those. */
export function seedsOf(target: string): readonly (readonly [name: string, seed: Seed])[] {
  const folder = join(SEEDS, target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [name, readSeed(join(folder, name))] as const);
}

/** Writes an input as a file that can be put beside the seeds. @returns its path */
export function writeSeed(folder: string, { target, says, input }: Finding): string {
  const text = `${JSON.stringify({ target, says, input }, undefined, 2)}\n`;
  const file = join(folder, target, `${hash('sha256', text).slice(0, 12)}.json`);
  mkdirSync(join(folder, target), { recursive: true });
  writeFileSync(file, text);
  return file;
}
