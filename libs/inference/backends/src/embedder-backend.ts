import { Capability, type EmbedRequest, type EmbedResponse, type Model } from '@rookery/shared-contracts';
import { ALL_MINILM_L6_V2, openTrainedEmbedder, type Embedder } from '@rookery/shared-embedding';
import { RookeryError } from '@rookery/shared-errors';
import type { Backend, BackendCall } from './backend.ts';
import { estimateTokens } from './estimate-tokens.ts';

/** The sentence embedder of `npm run models`, in a thread of this process, for services and clients that embed over gRPC. */
export class EmbedderBackend implements Backend {
  readonly name = 'embedder';
  readonly isFree = true;
  readonly #dataFolder: string;
  #embedder: Promise<Embedder> | undefined;

  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
  }

  models(): Promise<readonly Model[]> {
    const { name } = ALL_MINILM_L6_V2;
    const free = { inputUsdPerMillionTokens: 0, outputUsdPerMillionTokens: 0 };
    return Promise.resolve([
      { id: name, simulated: false, capabilities: [Capability.EMBED], world: '', placements: [], ...free },
    ]);
  }

  generate(): Promise<never> {
    return Promise.reject(writesNothing());
  }

  stream(): AsyncIterable<never> {
    return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(writesNothing()) }) };
  }

  async embed(request: EmbedRequest, call: BackendCall): Promise<EmbedResponse> {
    call.attempted();
    const embedder = await this.#opened();
    const vectors = await embedder.embed(request.texts, call.signal);
    return {
      embeddings: vectors.map((vector) => ({ values: [...vector] })),
      usage: {
        calls: 1,
        inputTokens: estimateTokens(...request.texts),
        outputTokens: 0,
        costUsd: 0,
        unpricedCalls: 0,
      },
    };
  }

  async close(): Promise<void> {
    const embedder = await this.#embedder?.catch(() => undefined);
    await embedder?.close();
  }

  /** Loads the network at the first call; a load that failed is tried again at the next. */
  async #opened(): Promise<Embedder> {
    this.#embedder ??= openTrainedEmbedder(ALL_MINILM_L6_V2, this.#dataFolder);
    try {
      return await this.#embedder;
    } catch (error) {
      this.#embedder = undefined;
      throw error;
    }
  }
}

function writesNothing(): RookeryError {
  const description = `${ALL_MINILM_L6_V2.name} does not write texts`;
  return new RookeryError('NOT_FOUND', `model: ${description}`, {
    reason: 'MODEL_UNKNOWN',
    violations: [{ field: 'model', description }],
  });
}
