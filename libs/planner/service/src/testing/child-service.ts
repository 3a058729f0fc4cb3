import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childEnvironment, type StartedMessage } from '@rookery/shared-service';

const ROOT = new URL('../../../../../', import.meta.url);

/** A service of the platform as a process of its own, for tests. */
export class ChildService {
  /** host:port it listens on. */
  readonly address: string;
  readonly #process: ChildProcess;
  readonly #said: () => string;

  private constructor(address: string, child: ChildProcess, said: () => string) {
    this.address = address;
    this.#process = child;
    this.#said = said;
  }

  /** Everything it has written so far, its log above all. */
  get output(): string {
    return this.#said();
  }

  /**
   * Starts `apps/{name}` on a free port and waits until it listens.
   * @throws Error with what the process said, when it ends instead
   */
  static async start(name: string, variables: Readonly<Record<string, string>>): Promise<ChildService> {
    const child = spawn(process.execPath, [fileURLToPath(new URL(`apps/${name}/src/main.ts`, ROOT))], {
      env: childEnvironment({ ROOKERY_PORT: '0', ROOKERY_LOG_LEVEL: 'warn', ...variables }),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text: Buffer) => (said += text.toString()));
    }
    const address = await new Promise<string>((resolve, reject) => {
      child.once('message', ({ started }: StartedMessage) => {
        resolve(started.address);
      });
      child.once('exit', (code) => {
        reject(new Error(`${name} ended with ${code} before it listened: ${said}`));
      });
    });
    return new ChildService(address, child, () => said);
  }

  /** Ends it without a chance to clean up, as a crash would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Lets it stop; its exit code must be 0. */
  async stop(): Promise<void> {
    const code = await this.#end('SIGTERM');
    if (code !== 0 && code !== undefined) throw new Error(`a service ended with ${code}`);
  }

  async #end(signal: NodeJS.Signals): Promise<number | null | undefined> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return undefined;
    const exit = once(this.#process, 'exit');
    this.#process.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }
}
