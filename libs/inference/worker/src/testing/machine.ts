import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { fakeSmi, type FakeSmi } from '@rookery/inference-pin/testing';
import {
  type GenerateRequest,
  type InferenceServiceClient,
  InferenceServiceDefinition,
  type Model,
  Purpose,
  type RefusedModel,
  Role,
} from '@rookery/shared-contracts';
import { testDatabase } from '@rookery/shared-database/testing';
import { eventually, ServiceProcess } from '@rookery/shared-platform-processes';
import { childEnvironment } from '@rookery/shared-runtime';
import { startWorkerRegistry, type WorkerRegistry } from '@rookery/shared-routing/testing';
import { type ModelServer, startModelServer } from '@rookery/shared-scripted-model-server';
import { client, connect, servingCheck } from '@rookery/shared-transport';

/** A worker as a process of its own. */
export interface PinnedWorker {
  readonly process: ServiceProcess;
  readonly inference: InferenceServiceClient;
  readonly isServing: () => Promise<boolean>;
}

/** A machine with an `nvidia-smi` and a model server, on which inference workers are started, and the list that they register in. */
export class Machine {
  readonly smi: FakeSmi;
  /** For files of a test, and the data of its workers. */
  readonly folder: string;
  server: ModelServer;
  readonly #registry: WorkerRegistry;
  readonly #databaseUrl: string;
  readonly #opened: AsyncDisposableStack;

  private constructor(
    parts: Pick<Machine, 'smi' | 'folder' | 'server'>,
    registry: WorkerRegistry,
    databaseUrl: string,
    opened: AsyncDisposableStack,
  ) {
    this.smi = parts.smi;
    this.folder = parts.folder;
    this.server = parts.server;
    this.#registry = registry;
    this.#databaseUrl = databaseUrl;
    this.#opened = opened;
  }

  static async start(): Promise<Machine> {
    const opened = new AsyncDisposableStack();
    const database = opened.adopt(await testDatabase(), (one) => one.close());
    const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'rookery-pinned-')), (path) =>
      rm(path, { recursive: true, maxRetries: 5 }),
    );
    const registry = opened.adopt(await startWorkerRegistry(), (one) => one.close());
    const smi = opened.adopt(await fakeSmi('one-a100'), (one) => one.remove());
    const machine = new Machine(
      { smi, folder, server: await startModelServer() },
      registry,
      database.connectionString,
      opened,
    );
    opened.defer(() => machine.server.close());
    return machine;
  }

  /** Starts a worker beside the model server. */
  async worker(variables: Record<string, string> = {}): Promise<PinnedWorker> {
    const process_ = await ServiceProcess.start('inference-worker', {
      DATABASE_URL: this.#databaseUrl,
      ROOKERY_GATEWAY_ADDRESS: this.#registry.address,
      ROOKERY_WORKER_ID: 'w1',
      ROOKERY_SIMULATED_MODELS: 'off',
      ROOKERY_LOG_LEVEL: 'info',
      ROOKERY_DATA: this.folder,
      OPENAI_BASE_URL: this.server.baseUrl,
      PATH: `${this.smi.folder}:${childEnvironment({})['PATH'] ?? ''}`,
      ...variables,
    });
    this.#opened.defer(() => process_.stop());
    const channel = this.#opened.adopt(connect(await process_.address), (one) => one.close());
    const health = servingCheck(channel, '');
    return {
      process: process_,
      inference: client(InferenceServiceDefinition, channel),
      isServing: () =>
        health.check(AbortSignal.timeout(5000)).then(
          () => true,
          () => false,
        ),
    };
  }

  /** Starts a worker and waits until it serves. */
  async servingWorker(variables: Record<string, string> = {}): Promise<PinnedWorker> {
    const worker = await this.worker(variables);
    await eventually('the worker serves', worker.isServing);
    return worker;
  }

  /** Offered by its workers. */
  get models(): Model[] {
    return this.#registry.workers().flatMap(({ models }) => models);
  }

  get refused(): RefusedModel[] {
    return this.#registry.workers().flatMap(({ refusedModels }) => refusedModels);
  }

  /** Calls that its workers were at work on, or had waiting, when they last said so. */
  get inFlight(): number {
    return this.#registry.workers().reduce((sum, { inFlight }) => sum + inFlight, 0);
  }

  /** Model servers that could not be asked. */
  get silent(): number {
    return this.#registry.workers().flatMap(({ silentServers }) => silentServers).length;
  }

  /** What the worker refuses, once it does, when all that it has to do beside was checked. */
  async refusedBy(worker: PinnedWorker): Promise<RefusedModel | undefined> {
    await eventually('the worker refuses', () => this.refused.length > 0);
    expect(this.models).toEqual([]);
    await eventually('its health says so', async () => !(await worker.isServing()));
    const [refused] = this.refused;
    await expect(worker.inference.generate(request(refused?.model ?? ''))).rejects.toMatchObject({
      message: expect.stringContaining(refused?.reason ?? '-') as unknown,
    });
    expect(worker.process.output).toContain(refused?.reason);
    return refused;
  }

  close(): Promise<void> {
    return this.#opened.disposeAsync();
  }
}

/** What is asked of a model; nothing of the platform's own says it. */
export const HELLO = 'hello';

export function request(model: string): Pick<GenerateRequest, 'model' | 'purpose' | 'messages'> {
  return { model, purpose: Purpose.ANSWER, messages: [{ role: Role.USER, content: HELLO }] };
}
