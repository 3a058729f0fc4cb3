import type { Queue } from '@rookery/shared-database';
import { jobPieces, jobsAtWork } from '@rookery/shared-metrics';
import type { JobStore } from './job-store.ts';
import type { PieceIds } from './piece-queue.ts';

/** What was counted may be so old, in milliseconds: the database is not asked for every reader. */
const FRESH_MS = 10_000;

/** Shows in the metrics what there is to do. @returns ends it */
export function watchJobs(
  kind: string,
  queue: Pick<Queue<PieceIds>, 'counts'>,
  store: Pick<JobStore<never>, 'countAtWork'>,
): () => void {
  const counts = fresh(() => alone(() => queue.counts()));
  const atWork = fresh(() => alone(() => store.countAtWork()));
  const unwatch = [
    jobPieces.from(async () => {
      const { waiting, running, failed } = await counts();
      return Object.entries({ waiting, running, failed }).map(([state, value]) => ({
        labels: { kind, state },
        value,
      }));
    }),
    jobsAtWork.from(async () => [{ labels: { kind }, value: await atWork() }]),
  ];
  return () => {
    for (const one of unwatch) one();
  };
}

/** The end of the last look that was asked for, whatever came of it. */
let lookedBefore: Promise<unknown> = Promise.resolve();

/** One look at a time, of all kinds of a process: a scrape must not take every connection from those who work. */
function alone<Value>(read: () => Promise<Value>): Promise<Value> {
  const look = lookedBefore.then(read);
  lookedBefore = look.catch(() => undefined);
  return look;
}

function fresh<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let last: { readonly at: number; readonly value: Promise<Value> } | undefined;
  return () => {
    if (last === undefined || performance.now() - last.at > FRESH_MS)
      last = { at: performance.now(), value: read() };
    return last.value;
  };
}
