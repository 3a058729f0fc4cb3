// The program of the thread that runs the network. See embedding-thread.ts for the other end.
import * as tokenizers from '@huggingface/tokenizers';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { forwardPasses } from './forward-passes.ts';
import { meanOfTokens } from './pooling.ts';
import type { ThreadAnswer, ThreadOrder, ThreadStart } from './thread-protocol.ts';

/** Texts are cut here before they are read token by token: 256 tokens of ordinary text are about 1,300 letters. */
const MOST_LETTERS = 32_768;

// Given by embedding-thread.ts alone.
const { folder, dimensions, maxTokens } = workerData as ThreadStart;
// What the package declares does not resolve under Node's module resolution; this much of it is used.
const { Tokenizer } = tokenizers as unknown as {
  readonly Tokenizer: new (
    tokenizer: unknown,
    configuration: object,
  ) => { encode(text: string): { readonly ids: number[] } };
};
const tokenizer = new Tokenizer(JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')), {});
const session = await InferenceSession.create(join(folder, 'model.onnx'), {
  // One core: the others are for searches and for serving.
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
});

let running: Promise<void> = Promise.resolve();
parentPort?.on('message', ({ texts }: ThreadOrder) => {
  running = running.then(async () => {
    try {
      const vectors = await embed(texts);
      parentPort?.postMessage({ vectors } satisfies ThreadAnswer, [vectors.buffer]);
    } catch (error) {
      const failure = error instanceof Error ? error.message : 'unknown';
      parentPort?.postMessage({ failure } satisfies ThreadAnswer);
    }
  });
});
parentPort?.postMessage({ loaded: true } satisfies ThreadAnswer);

async function embed(texts: readonly string[]): Promise<Float32Array<ArrayBuffer>> {
  const inputs = texts.map(tokensOf);
  const vectors = new Float32Array(texts.length * dimensions);
  for (const pass of forwardPasses(inputs.map(({ length }) => length))) {
    const shape = [pass.rows.length, pass.tokens];
    const ids = new BigInt64Array(pass.rows.length * pass.tokens);
    const mask = new BigInt64Array(ids.length);
    pass.rows.forEach((text, row) => {
      inputs[text]?.forEach((id, position) => {
        ids[row * pass.tokens + position] = BigInt(id);
        mask[row * pass.tokens + position] = 1n;
      });
    });
    const { last_hidden_state: states } = await session.run({
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', mask, shape),
      token_type_ids: new Tensor('int64', new BigInt64Array(ids.length), shape),
    });
    if (!(states?.data instanceof Float32Array)) throw new Error('the network has no last_hidden_state');
    const { data } = states;
    pass.rows.forEach((text, row) => {
      const start = row * pass.tokens * dimensions;
      const ofText = data.subarray(start, start + (inputs[text]?.length ?? 0) * dimensions);
      vectors.set(meanOfTokens(ofText, dimensions), text * dimensions);
    });
  }
  return vectors;
}

/** Token numbers, both marks included; the closing mark stays when the text is cut. */
function tokensOf(text: string): number[] {
  const { ids } = tokenizer.encode(text.slice(0, MOST_LETTERS));
  return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ...ids.slice(-1)];
}
