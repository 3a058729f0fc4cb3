// The thread of parquet-thread.ts: reads a Parquet file, a batch of rows each time it is asked.
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { isRookeryError } from '@rookery/shared-errors';
import { parquetBatches } from './parquet-batches.ts';
import type { ParquetSaid } from './parquet-thread.ts';

const { file } = workerData as { readonly file: string };
const say = (said: ParquetSaid): void => parentPort?.postMessage(said);

async function read(): Promise<void> {
  if (parentPort === null) return;
  for await (const rows of parquetBatches(file, (bytes) => say({ kind: 'read', bytes }))) {
    say({ kind: 'rows', rows });
    await once(parentPort, 'message');
  }
  say({ kind: 'end' });
}

await read().catch((caught: unknown) => {
  if (!isRookeryError(caught)) throw caught;
  const [violation] = caught.violations;
  say({ kind: 'refused', sentence: violation?.description ?? caught.message });
});
parentPort?.close();
