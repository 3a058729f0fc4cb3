import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Command } from './command.ts';
import { processesMentioning } from './processes.ts';

/** What `rookery up --json` says. */
interface Started {
  readonly address: string;
  readonly openAi: string;
  readonly services: readonly { readonly name: string; readonly address: string }[];
}

/** `rookery up` on a folder and ports of its own. */
export class RunningPlatform {
  readonly address: string;
  /** Base URL for SDKs of OpenAI. */
  readonly openAi: string;
  /** Where its data is; removed with it. */
  readonly folder: string;
  readonly #command: Command;
  readonly #services: Started['services'];

  private constructor(folder: string, command: Command, { address, openAi, services }: Started) {
    this.openAi = openAi;
    this.#services = services;
    this.folder = folder;
    this.#command = command;
    this.address = address;
  }

  /** @throws Error with what it said, when it ends instead of serving */
  static async start(variables: Readonly<Record<string, string>> = {}): Promise<RunningPlatform> {
    const folder = await mkdtemp(join(tmpdir(), 'rookery-platform-'));
    const command = new Command(['up', '--port', '0', '--json'], {
      ...variables,
      ROOKERY_DATA: join(folder, 'data'),
    });
    while (!command.stdout.includes('\n') && command.process.exitCode === null) await pause(50);
    if (command.process.exitCode !== null) throw new Error(`no platform: ${command.stderr}`);
    return new RunningPlatform(folder, command, JSON.parse(command.stdout) as Started);
  }

  /** Ends a service as a crash would; the platform starts it again. */
  kill(service: string): void {
    process.kill(this.pidOf(service), 'SIGKILL');
  }

  /** Where a service listens, `host:port`. */
  addressOf(service: string): string {
    return this.#services.find(({ name }) => name === service)?.address ?? '';
  }

  /** The process of a service. */
  pidOf(service: string): number {
    const [line] = processesMentioning(this.folder).filter((text) =>
      text.includes(`apps/${service}/src/main.ts`),
    );
    if (line === undefined) throw new Error(`${service} does not run`);
    return Number.parseInt(line);
  }

  /** Ends it as a crash would, with all of its services. */
  async crash(): Promise<void> {
    this.#command.process.kill('SIGKILL');
    await this.#command.finished();
    while (processesMentioning(this.folder).length > 0) await pause(50);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
    this.#command.process.kill('SIGINT');
    await this.#command.finished();
    await rm(this.folder, { recursive: true });
  }
}
