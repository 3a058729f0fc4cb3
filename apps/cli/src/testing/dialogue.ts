import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '@rookery/shared-runtime';
import type { Finished } from './command.ts';

/** What an example puts before a reply. */
const PROMPT = /> $/;

/** Runs a program that asks on its standard output, and answers each question with the next reply. */
export async function dialogue(
  program: string,
  words: readonly string[],
  replies: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const child = spawn(program, words, { env: childEnvironment(variables) });
  const waiting = [...replies];
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (PROMPT.test(stdout)) child.stdin.write(`${waiting.shift() ?? ''}\n`);
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, 'close');
  return { exit: child.exitCode ?? child.signalCode ?? 'unknown', stdout, stderr };
}
