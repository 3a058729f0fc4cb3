import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '@rookery/shared-runtime';

const MAIN = fileURLToPath(new URL('./backend-main.ts', import.meta.url));

/** A planner backend as a process of its own, which can die as one does. */
export class BackendProcess {
  /** host:port */
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, address: string) {
    this.#child = child;
    this.address = address;
  }

  /** @param port where it listens; 0: any free port */
  static async start(port = 0): Promise<BackendProcess> {
    const child = spawn(process.execPath, [MAIN, String(port)], {
      env: childEnvironment({}),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit').then(() => {
      throw new Error('the backend ended before it listened');
    });
    const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
    ended.catch(() => undefined);
    return new BackendProcess(child, line.toString().trim());
  }

  /** Starts another one where this one listened. */
  again(): Promise<BackendProcess> {
    return BackendProcess.start(Number(this.address.split(':').at(-1)));
  }

  /** Ends it at once; it has no word in it. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}
