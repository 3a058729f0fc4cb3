import type { Batch } from '@rookery/shared-contracts';
import { waitOrAbort } from '@rookery/shared-concurrency';

export interface BatchProgressParts {
  /** Batches of a model that are not done. */
  readonly batches: (model: string) => Promise<readonly Batch[]>;
  /** Every model that is asked by the batch, each once. */
  readonly models: readonly string[];
  /** Told how they stand, and undefined where there are none. */
  readonly say: (words: string | undefined) => void;
  readonly everyMs: number;
  readonly signal: AbortSignal;
}

/** Says how the batches stand that a run waits for, for as long as it waits. For people: what cannot be asked for is not said. */
export async function followBatches({
  batches,
  models,
  say,
  everyMs,
  signal,
}: BatchProgressParts): Promise<void> {
  while (!signal.aborted) {
    await waitOrAbort(everyMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    const open = await Promise.all(models.map((model) => batches(model).catch(() => [])));
    say(batchWords(open.flat()));
  }
}

/** `batches: gpt-4o 1200 of 4096 done (in_progress)`; undefined where there are none. Other runs' batches of the same model are among them. */
export function batchWords(open: readonly Batch[]): string | undefined {
  if (open.length === 0) return undefined;
  const models = [...Map.groupBy(open, ({ model }) => model)].map(([model, own]) => {
    const sum = (of: (batch: Batch) => number): number => own.reduce((total, batch) => total + of(batch), 0);
    const statuses = [...new Set(own.map(({ status }) => status))].sort().join(', ');
    const failed = sum((batch) => batch.failed);
    return (
      `${model} ${sum((batch) => batch.completed)} of ${sum((batch) => batch.requests)} done` +
      `${failed === 0 ? '' : `, ${failed} failed`} (${statuses})`
    );
  });
  return `waits for batches: ${models.join('; ')}`;
}
