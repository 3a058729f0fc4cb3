import type { Embedder } from '@rookery/shared-embedding';
import { RookeryError } from '@rookery/shared-errors';
import type { Inference } from '@rookery/shared-routing';

/** Texts of one call: half of what InferenceService takes, so that the vectors fit a message. */
const MOST_TEXTS = 256;

/**
 * A model that an inference worker offers. What it is called there names the vectors, so a model must not change under its
 * name.
 */
export function inferenceEmbedder(inference: Pick<Inference, 'embed'>, model: string): Embedder {
  let dimensions: number | undefined;
  return {
    name: model,
    get dimensions() {
      if (dimensions !== undefined) return dimensions;
      throw new RookeryError(
        'FAILED_PRECONDITION',
        `the length of ${model}'s vectors is not known before the first`,
      );
    },
    embed: async (texts, signal) => {
      const vectors: Float32Array[] = [];
      for (let from = 0; from < texts.length; from += MOST_TEXTS) {
        const part = texts.slice(from, from + MOST_TEXTS);
        const { embeddings } = await inference.embed({ model, texts: [...part] }, { signal });
        if (embeddings.length !== part.length) throw wrong(model, 'another number of vectors than texts');
        for (const { values } of embeddings) {
          dimensions ??= values.length;
          if (values.length !== dimensions) throw wrong(model, 'vectors of different lengths');
          vectors.push(unit(values, model));
        }
      }
      return vectors;
    },
    close: async () => undefined,
  };
}

function unit(values: readonly number[], model: string): Float32Array {
  const length = Math.hypot(...values);
  if (!Number.isFinite(length) || length === 0) throw wrong(model, 'a vector without a direction');
  return Float32Array.from(values, (value) => value / length);
}

function wrong(model: string, what: string): RookeryError {
  return new RookeryError('UNAVAILABLE', `${model} gives ${what}`, { reason: 'BAD_EMBEDDING' });
}
