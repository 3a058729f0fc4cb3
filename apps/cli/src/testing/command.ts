import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '@rookery/shared-runtime';

/** The command's program. */
export const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface Finished {
  /** Exit code, or the signal that ended it. */
  readonly exit: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `rookery` command as a process of its own. */
export class Command {
  readonly process: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #ended: Promise<void>;

  constructor(words: readonly string[], variables: Readonly<Record<string, string>>, input = '') {
    // Tests do not download; one that is about the embedder says so in its variables.
    const environment = childEnvironment({ ROOKERY_EMBEDDER: 'lexical', ...variables });
    this.process = spawn(process.execPath, [MAIN, ...words], { env: environment });
    this.process.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.process.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.process.stdin?.end(input);
    this.#ended = once(this.process, 'close').then(() => undefined);
  }

  async finished(): Promise<Finished> {
    await this.#ended;
    const exit = this.process.exitCode ?? this.process.signalCode ?? 'unknown';
    return { exit, stdout: this.stdout, stderr: this.stderr };
  }
}
