import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { childEnvironment } from '@rookery/shared-runtime';
import { type StartedMessage } from '@rookery/shared-server';
import { GaveUp } from './eventually.ts';

/** The checkout that this file is part of. */
const CHECKOUT = join(import.meta.dirname, '../../../..');

/** How long a service may take to stop before it is killed, in milliseconds. */
const STOP_MS = 30_000;

export interface ServiceProcessOptions {
  /** The root of the checkout that it runs from; not set: this one. */
  readonly checkout?: string | undefined;
  /** What is really run for the words of its command: a program that ends in it, by `exec`; not set: the words. */
  readonly command?: ((words: readonly string[]) => readonly string[]) | undefined;
}

/** A service of the platform as a process of its own, as in production. It ends with this process. */
export class ServiceProcess {
  /** host:port, once it listens; rejects with what it wrote when it ends instead. */
  readonly address: Promise<string>;
  readonly #name: string;
  readonly #process: ChildProcess;
  #output = '';

  /** Runs `apps/NAME`, on a free port unless ROOKERY_PORT says which. */
  constructor(
    name: string,
    variables: Readonly<Record<string, string>>,
    { checkout = CHECKOUT, command = (words) => words }: ServiceProcessOptions = {},
  ) {
    this.#name = name;
    const [program = '', ...rest] = command([process.execPath, join(checkout, `apps/${name}/src/main.ts`)]);
    this.#process = spawn(program, rest, {
      // The channel ties it to this process: it stops when this one is killed.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: childEnvironment({ ROOKERY_PORT: '0', ROOKERY_LOG_LEVEL: 'warn', ...variables }),
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (text: Buffer) => (this.#output += text.toString()));
    }
    this.address = new Promise((resolve, reject) => {
      this.#process.once('message', ({ started }: StartedMessage) => resolve(started.address));
      this.#process.once('exit', () => reject(this.#death()));
    });
    // Not everyone asks for it.
    this.address.catch(() => undefined);
  }

  /**
   * Runs `apps/NAME` and waits until it listens.
   * @throws Error with what it wrote, when it ends instead
   */
  static async start(name: string, variables: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    const service = new ServiceProcess(name, variables);
    await service.address;
    return service;
  }

  /** Everything it has written so far, its log above all. */
  get output(): string {
    return this.#output;
  }

  /** Of the process; 0 when it could not be started. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** @throws GaveUp with what it wrote, when it has ended: what is waited for will not come */
  mustRun(): void {
    if (this.hasEnded) throw this.#death();
  }

  /** Ends it without a chance to clean up, as a crash or the system's memory killer would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /**
   * Lets it stop; nothing to do when it has ended already.
   * @throws Error when it ends otherwise than with exit code 0
   */
  async stop(): Promise<void> {
    if (this.hasEnded) return;
    const late = setTimeout(() => this.#process.kill('SIGKILL'), STOP_MS);
    await this.#end('SIGTERM');
    clearTimeout(late);
    if (this.#process.exitCode !== 0) throw this.#death();
  }

  get hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.hasEnded) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill(signal);
    await exit;
  }

  #death(): GaveUp {
    const { exitCode, signalCode } = this.#process;
    return new GaveUp(`${this.#name} ended with ${exitCode ?? signalCode}:\n${this.#output}`);
  }
}
