import { InferenceServiceDefinition } from '@rookery/shared-contracts';
import { startWorker, workerConfig } from '@rookery/inference-worker';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { ServiceProcess } from '@rookery/shared-platform-processes';
import { openInference, type Inference } from '@rookery/shared-routing';
import { createLog, readConfig } from '@rookery/shared-runtime';
import { client, connect } from '@rookery/shared-transport';
import { setTimeout as pause } from 'node:timers/promises';

/** Workers say three times as often how they are doing. */
const LEASE_MS = 3000;
export const MODEL = 'slow-model';

/** A gateway as a process, workers in this one, and the view that a service has of them. */
export class Fleet {
  readonly #opened: AsyncDisposableStack;
  readonly #database: Database;
  readonly #gateway: string;
  readonly inference: Inference;

  private constructor(
    opened: AsyncDisposableStack,
    database: Database,
    gateway: string,
    inference: Inference,
  ) {
    this.#opened = opened;
    this.#database = database;
    this.#gateway = gateway;
    this.inference = inference;
  }

  static async start(): Promise<Fleet> {
    const opened = new AsyncDisposableStack();
    const database = opened.adopt(await testDatabase(), (open) => open.close());
    const running = opened.adopt(
      await ServiceProcess.start('gateway', {
        DATABASE_URL: database.connectionString,
        ROOKERY_WORKER_LEASE_MS: String(LEASE_MS),
      }),
      (child) => child.stop(),
    );
    const gateway = await running.address;
    const channel = opened.adopt(connect(gateway), (open) => Promise.resolve(open.close()));
    const inference = opened.adopt(openInference(channel, createLog('bench', 'silent')), (open) =>
      open.close(),
    );
    return new Fleet(opened, database, gateway, inference);
  }

  /** @returns where it listens, once the list has it */
  async add(id: string, baseUrl: string, variables: Readonly<Record<string, string>> = {}): Promise<string> {
    const worker = await startWorker(
      readConfig(workerConfig, {
        DATABASE_URL: this.#database.connectionString,
        ROOKERY_GATEWAY_ADDRESS: this.#gateway,
        ROOKERY_PORT: '0',
        ROOKERY_LOG_LEVEL: 'silent',
        ROOKERY_WORKER_ID: id,
        ROOKERY_SIMULATED_MODELS: 'off',
        OPENAI_BASE_URL: baseUrl,
        ROOKERY_OPENAI_MODELS: MODEL,
        ...variables,
      }),
    );
    this.#opened.defer(() => worker.close());
    const channel = this.#opened.adopt(connect(worker.address), (open) => Promise.resolve(open.close()));
    const { signal } = new AbortController();
    // It answers, and the services' view has it.
    await client(InferenceServiceDefinition, channel).listModels({});
    while ((await this.inference.models({ signal }).catch(() => [])).length === 0) await pause(50);
    return worker.address;
  }

  async stop(): Promise<void> {
    await this.#opened.disposeAsync();
  }
}
