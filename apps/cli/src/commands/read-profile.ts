import { readFile } from 'node:fs/promises';
import { invalidArgument } from '@rookery/shared-errors';
import { ATTRIBUTES } from '@rookery/shared-scenario';
import { z } from 'zod';

const profileFile = z.record(z.string(), z.string().min(1));

/** A profile from a JSON file: `{"age": "25-34", "emotional_state": "..."}`. Errors never show its values. */
export async function readProfile(file: string): Promise<Record<string, string>> {
  const profile = profileFile.safeParse(await readJson(file));
  if (!profile.success) {
    const column = profile.error.issues[0]?.path.join('.') ?? '';
    throw invalidArgument(
      '--profile',
      `${file}: ${column === '' ? 'the file' : column} must map attributes to texts`,
    );
  }
  const known: readonly string[] = ATTRIBUTES.map((attribute) => attribute.key);
  const unknown = Object.keys(profile.data).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw invalidArgument('--profile', `${file}: ${unknown} is no attribute; there are ${known.join(', ')}`);
  }
  return profile.data;
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw invalidArgument(
      '--profile',
      `${file} cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'})`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw invalidArgument('--profile', `${file} is not JSON`);
  }
}
