import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PYTHON_FOLDER } from './python-environment.ts';

const START_MS = 120_000;
/** Of what it says, the end is kept. Characters. */
const KEPT = 20_000;

/** A server that Python runs, as a process that ends with this one. */
export class PythonServer {
  readonly #process: ChildProcess;
  #output = '';

  private constructor(python: string, args: readonly string[]) {
    this.#process = spawn(python, [join(PYTHON_FOLDER, 'tied.py'), python, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (text: Buffer) => (this.#output = `${this.#output}${text.toString()}`.slice(-KEPT)));
    }
    this.#process.stdin?.on('error', () => undefined);
  }

  /**
   * Starts it and waits until it answers.
   * @param url answers with a status of 200 once it serves
   * @throws Error with what it wrote, when it does not come to that
   */
  static async start(python: string, args: readonly string[], url: string): Promise<PythonServer> {
    const server = new PythonServer(python, args);
    const until = Date.now() + START_MS;
    while (!server.#hasEnded && Date.now() < until) {
      const answer = await fetch(url).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok === true) return server;
      await pause(100);
    }
    await server.kill();
    throw new Error(`${args.join(' ')} did not start:\n${server.#output}`);
  }

  /** The end of what it has written. */
  get output(): string {
    return this.#output;
  }

  /** Ends it without a chance to clean up; resolves when nothing of it is left. */
  async kill(): Promise<void> {
    if (this.#hasEnded) return;
    const exit = once(this.#process, 'exit');
    this.#process.stdin?.destroy();
    await exit;
  }

  get #hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }
}
