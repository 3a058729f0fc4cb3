import { timeLimit } from '@rookery/shared-concurrency';
import { RookeryError } from '@rookery/shared-errors';
import type { ListedModel, ModelServer, ServerFacts, ServerLoad, TemplateFacts } from '../model-server.ts';
import { limited } from './body.ts';
import { loadedFrom } from './listed-model.ts';
import { loadInMetrics, startInMetrics } from './metrics.ts';
import type { OfferedModels } from './offered-models.ts';
import type { ServerConnection } from './server-connection.ts';
import { softwareOf } from './software.ts';
import { tryTemplate } from './template-tries.ts';
import { count, record, string } from './untyped.ts';
import { askForJson, isFine } from './whole-answer.ts';

/** Longest wait for one thing that a server is asked of itself, in milliseconds. */
const ASK_MS = 5000;
/** Of metrics no more is read; what is looked for stands before the histograms of a server with many engines. Bytes. */
const MOST_METRICS = 4 * 1024 * 1024;

/** What one kind of server says beside its list of models. */
type OwnWords = Partial<Pick<ServerFacts, 'software' | 'version' | 'dtype' | 'tensorParallel'>> &
  Partial<Pick<ListedModel, 'loadedFrom' | 'revision' | 'contextTokens'>>;

/** A server that speaks the OpenAI protocol, asked what it is: by its list of models, and by what vLLM, SGLang and llama.cpp say beside it. */
export class OpenAiServer implements ModelServer {
  readonly #connection: ServerConnection;
  readonly #offered: OfferedModels;

  constructor(connection: ServerConnection, offered: OfferedModels) {
    this.#connection = connection;
    this.#offered = offered;
  }

  get isLocal(): boolean {
    return this.#connection.isLocal;
  }

  get breaks(): number {
    return this.#connection.breaks;
  }

  get lapses(): number {
    return this.#connection.lapses;
  }

  listed(): readonly ListedModel[] {
    return this.#offered.listed();
  }

  async facts(signal: AbortSignal): Promise<ServerFacts> {
    const [{ models, ownedBy }, health, startedAt] = await Promise.all([
      this.#offered.askAgain(signal),
      this.#status('health', signal),
      this.#metrics(signal).then(startInMetrics),
    ]);
    // vLLM says so of an engine that is dead, llama.cpp and SGLang of one that is loading; who has no such address, answers 404.
    if (health === 503)
      throw new RookeryError('UNAVAILABLE', 'the model server says that it is not well (GET /health: 503)');
    const {
      software = softwareOf(ownedBy),
      version,
      dtype,
      tensorParallel,
      ...ofModel
    } = await this.#ownWords(ownedBy, signal);
    return {
      software,
      version,
      // What is said of the server as a whole holds for its model where it has one.
      models: models.length === 1 ? models.map((model) => ({ ...model, ...defined(ofModel) })) : models,
      dtype,
      tensorParallel,
      startedAt,
    };
  }

  async load(signal: AbortSignal): Promise<ServerLoad> {
    return loadInMetrics(await this.#metrics(signal));
  }

  tryTemplate(model: string, signal: AbortSignal): Promise<TemplateFacts> {
    return tryTemplate(this.#connection, model, signal);
  }

  async #ownWords(ownedBy: string | undefined, signal: AbortSignal): Promise<OwnWords> {
    switch (softwareOf(ownedBy)) {
      case 'sglang': {
        // Renamed: the old name is asked where the new one is not there.
        const said =
          (await this.#says('server_info', signal)) ?? (await this.#says('get_server_info', signal)) ?? {};
        return {
          version: word(said['version']),
          dtype: dtypeOf(said['dtype']),
          tensorParallel: count(said['tp_size']),
          ...revisionOf(said['revision']),
        };
      }
      case 'llama.cpp': {
        const said = (await this.#says('props', signal)) ?? {};
        const { n_ctx: contextTokens } = record(said['default_generation_settings']);
        return {
          version: word(said['build_info']),
          contextTokens: count(contextTokens),
          ...defined(loadedFrom(string(said['model_path']))),
        };
      }
      default:
        return { version: word((await this.#says('version', signal))?.['version']) };
    }
  }

  /** What is at an address beside the protocol; undefined where nothing is, or something else. */
  async #says(call: string, signal: AbortSignal): Promise<Record<string, unknown> | undefined> {
    try {
      return record(await askForJson(this.#connection, { call, beside: true, signal }, ASK_MS));
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  async #status(call: string, signal: AbortSignal): Promise<number | undefined> {
    try {
      using within = timeLimit(ASK_MS, signal);
      const answer = await this.#connection.send({ call, beside: true, signal: within.signal });
      answer.leave();
      return answer.status;
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  /** Empty where there are none. */
  async #metrics(signal: AbortSignal): Promise<string> {
    try {
      using within = timeLimit(ASK_MS, signal);
      const answer = await this.#connection.send({ call: 'metrics', beside: true, signal: within.signal });
      if (!isFine(answer)) {
        answer.leave();
        return '';
      }
      const chunks: Buffer[] = [];
      for await (const chunk of limited(answer, MOST_METRICS)) chunks.push(chunk);
      return Buffer.concat(chunks).toString('utf8');
    } catch {
      signal.throwIfAborted();
      return '';
    }
  }
}

const DTYPES: Readonly<Record<string, string>> = {
  bfloat16: 'bfloat16',
  'torch.bfloat16': 'bfloat16',
  half: 'float16',
  float16: 'float16',
  'torch.float16': 'float16',
  float: 'float32',
  float32: 'float32',
  'torch.float32': 'float32',
};

/** `auto` says nothing. */
function dtypeOf(said: unknown): string | undefined {
  return DTYPES[string(said) ?? ''];
}

/** A short text of plain signs: it is shown to people. */
function word(said: unknown): string | undefined {
  const text = string(said);
  return text !== undefined && /^[\x20-\x7e]{1,100}$/.test(text) ? text : undefined;
}

function revisionOf(said: unknown): Pick<OwnWords, 'revision'> {
  const commit = string(said);
  return commit !== undefined && /^[0-9a-f]{40}$/.test(commit) ? { revision: commit } : {};
}

function defined<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Fields>;
}
