import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment, freePort, isFree } from '@rookery/shared-runtime';
import { startModelServer, vllm, type ModelServer } from '@rookery/shared-scripted-model-server';

/** Metrics of `rookery up` are on this many ports, one after the other. */
const SERVICES = 6;
const ROOKERY = 'apps/cli/bin/rookery.js';

/** The model of the server; the simulated ones are there beside it. */
export const SERVED = 'served';

/** What `rookery up --json` says. */
interface Started {
  readonly address: string;
  readonly openAi: string;
}

/** `rookery up` with metrics, as docs/observability.md has it, on ports and a folder of its own, with a model server that says how it is. */
export class WatchedPlatform implements AsyncDisposable {
  readonly address: string;
  /** Base URL of the chat service for SDKs of OpenAI. */
  readonly openAi: string;
  /** The port of the first service's metrics; those of the others follow. */
  readonly firstMetricsPort: number;
  readonly models: ModelServer;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(
    { address, openAi }: Started,
    made: { firstMetricsPort: number; models: ModelServer; process: ChildProcess; folder: string },
  ) {
    this.address = address;
    this.openAi = openAi;
    this.firstMetricsPort = made.firstMetricsPort;
    this.models = made.models;
    this.#process = made.process;
    this.#folder = made.folder;
  }

  /** @throws Error when it ends instead of serving */
  static async start(): Promise<WatchedPlatform> {
    const models = await startModelServer();
    models.behave(vllm({ model: SERVED, prioritises: true }));
    const folder = await mkdtemp(join(tmpdir(), 'rookery-watched-'));
    const firstMetricsPort = await portsInARow();
    const child = spawn(process.execPath, [ROOKERY, 'up', '--port', '0', '--chat-port', '0', '--json'], {
      env: childEnvironment({
        ROOKERY_DATA: folder,
        ROOKERY_EMBEDDER: 'lexical',
        ROOKERY_METRICS_PORT: String(firstMetricsPort),
        OPENAI_BASE_URL: models.baseUrl,
        ROOKERY_OPENAI_MODELS: SERVED,
        ROOKERY_OPENAI_PRICES: JSON.stringify({ [SERVED]: { input: 1, output: 4 } }),
      }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const started = JSON.parse(line) as Started;
      return new WatchedPlatform(started, { firstMetricsPort, models, process: child, folder });
    }
    await models.close();
    throw new Error('the platform ended instead of serving');
  }

  /** Runs a command beside it, on its data. @throws Error when it fails */
  async command(words: readonly string[]): Promise<void> {
    const env = childEnvironment({ ROOKERY_DATA: this.#folder });
    const child = spawn(process.execPath, [ROOKERY, ...words], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`rookery ${words.join(' ')} ended with ${code ?? 'a signal'}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGINT');
    await ended;
    await this.models.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The first of as many free ports as there are services. */
async function portsInARow(): Promise<number> {
  for (;;) {
    const first = await freePort();
    const others = Array.from({ length: SERVICES - 1 }, (_, index) => isFree('127.0.0.1', first + 1 + index));
    if ((await Promise.all(others)).every(Boolean)) return first;
  }
}
