import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, fchmodSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '@rookery/shared-runtime';
import { boundLog } from './bounded-log.ts';
import { ServiceLog } from './service-log.ts';
import type { ServiceName } from './service-names.ts';

export interface ServiceProcessOptions {
  readonly name: ServiceName;
  /** Variables on top of this process's own. */
  readonly variables: Readonly<Record<string, string>>;
  /** Its log goes to `NAME.log` in here, and to `NAME.log.1` what is older than 32 MB. */
  readonly logFolder: string;
}

/** The source that runs a service as a process of its own. */
export const serviceMain = (name: ServiceName): string =>
  fileURLToPath(new URL(`../../../${name}/src/main.ts`, import.meta.url));

/**
 * One service in a process of its own. Its process group is its own too, so that Ctrl-C in the terminal reaches only
 * the command, which then ends its services in order; and it holds an IPC channel, whose end it takes as the order to
 * stop, so that it never outlives a command that was killed.
 */
export class ServiceProcess {
  readonly name: ServiceName;
  readonly log: ServiceLog;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;

  constructor({ name, variables, logFolder }: ServiceProcessOptions) {
    this.name = name;
    // Others of this machine have no business with what it says; the modes of the call only count for what is new.
    mkdirSync(logFolder, { recursive: true });
    chmodSync(logFolder, 0o700);
    this.log = new ServiceLog(join(logFolder, `${name}.log`));
    const log = openSync(this.log.file, 'a', 0o600);
    fchmodSync(log, 0o600);
    this.#child = spawn(process.execPath, [serviceMain(name)], {
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
      env: childEnvironment(variables),
    });
    closeSync(log);
    const unbound = boundLog(this.log.file);
    this.#exited = once(this.#child, 'exit').then(unbound);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Exit code, the signal's name, or undefined while it runs. */
  get exit(): number | string | undefined {
    return this.#child.exitCode ?? this.#child.signalCode ?? undefined;
  }

  /** Settles when the process is gone. */
  get exited(): Promise<void> {
    return this.#exited;
  }

  /** Asks it to stop (calls in flight end) and waits; after `graceMs` it is killed. */
  async stop(graceMs: number): Promise<void> {
    if (this.exit !== undefined) return;
    this.#child.kill('SIGTERM');
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
    await this.#exited;
    clearTimeout(killer);
  }
}
