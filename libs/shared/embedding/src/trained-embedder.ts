import type { Embedder } from './embedder.ts';
import { EmbeddingThread } from './embedding-thread.ts';
import { modelFolder, type Model } from './model-files.ts';
import { RequestQueue } from './request-queue.ts';

/** Texts of one batch: past it the network is not faster for each, and others wait longer. */
const BATCH = 32;

/**
 * Loads an installed model into a thread of its own. The texts of concurrent calls go through the network together, which
 * changes their vectors by rounding alone: only the weights are held in 8 bits.
 * @throws RookeryError UNAVAILABLE when the model cannot be loaded
 */
export async function openTrainedEmbedder(model: Model, dataFolder: string): Promise<Embedder> {
  const { name, dimensions, maxTokens } = model;
  const thread = await EmbeddingThread.start({
    folder: modelFolder(dataFolder, model),
    dimensions,
    maxTokens,
  });
  const queue = new RequestQueue();
  let busy = false;

  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let batch = queue.take(BATCH); batch !== undefined; batch = queue.take(BATCH)) {
      try {
        const vectors = await thread.embed(batch.texts);
        batch.fulfil(
          batch.texts.map((_, text) => vectors.subarray(text * dimensions, (text + 1) * dimensions)),
        );
      } catch (error) {
        batch.fail(error);
      }
    }
    busy = false;
  };

  return {
    name,
    dimensions,
    embed: async (texts, signal) => {
      signal.throwIfAborted();
      if (texts.length === 0) return [];
      const vectors = queue.add(texts, signal);
      void work();
      return vectors;
    },
    close: () => thread.terminate(),
  };
}
