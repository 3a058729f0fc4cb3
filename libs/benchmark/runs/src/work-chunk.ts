import { persist } from '@rookery/benchmark-patience';
import type { PendingSample, SampleRange } from '@rookery/benchmark-storage';
import { RookeryError } from '@rookery/shared-errors';
import type { JobEnd } from '@rookery/shared-jobs';
import type { ActiveRun, RunParts } from './active-run.ts';
import type { Allowance } from './budget.ts';
import type { Place } from './slots.ts';
import { tracedSample } from './traced-sample.ts';

/** Samples that are loaded at once. */
const PAGE = 256;

/**
 * Does what is left of a chunk, as many samples at once as the run has slots for. Rejects when the signal aborts: then
 * what was in flight is given up, and what is stored stays.
 *
 * @returns how the run ends with it: a limit does not allow the next sample, or nothing can be done until somebody mends something;
 *   undefined: all of the chunk is done
 */
export async function workChunk(
  parts: RunParts,
  active: ActiveRun,
  range: SampleRange,
  signal: AbortSignal,
): Promise<JobEnd | undefined> {
  const leaving = new AbortController();
  const context = active.context(AbortSignal.any([signal, leaving.signal]));
  const inFlight = new Set<Promise<void>>();
  let broken: Error | undefined;
  let limit: string | undefined;

  const begin = (pending: PendingSample, allowance: Allowance, place: Place): void => {
    const work = tracedSample(context, pending, { allowance, place, heard: (call) => active.heard(call) })
      .then(
        ({ state }) => {
          if (state === 'scored') active.slots.speedUp();
        },
        (caught: unknown) => {
          broken ??= caught instanceof Error ? caught : new RookeryError('INTERNAL', 'a sample broke');
        },
      )
      .finally(() => {
        allowance.settle();
        inFlight.delete(work);
        place.end();
      });
    inFlight.add(work);
  };

  try {
    for await (const pending of pendingSamples(parts, active, range, context.signal)) {
      const place = await active.slots.take(context.signal, range.first);
      const price = active.priceOf(pending);
      if (active.hopeless === undefined && broken === undefined) {
        const allowance = await active.budget.setAside(price, context.signal);
        if (allowance !== undefined) {
          begin(pending, allowance, place);
          continue;
        }
        limit = active.budget.reason(price);
      }
      place.end();
      break;
    }
    if (active.hopeless !== undefined) leaving.abort(new RookeryError('CANCELLED', 'the run has ended'));
  } finally {
    await Promise.all(inFlight);
  }
  if (active.hopeless !== undefined) return active.hopeless;
  if (broken !== undefined) throw broken;
  return limit === undefined ? undefined : { state: 'stopped', reason: limit };
}

/** The pending samples of a range in order; the next page is on its way while one is worked on. */
async function* pendingSamples(
  { chunks }: RunParts,
  { job, scenarios }: ActiveRun,
  { first, last }: SampleRange,
  signal: AbortSignal,
): AsyncGenerator<PendingSample, void, undefined> {
  const load = (start: number): Promise<readonly PendingSample[]> => {
    const page = persist(
      () => chunks.pending(job, scenarios, { first: start, last: Math.min(start + PAGE - 1, last) }),
      signal,
    );
    // It may be abandoned before anyone waits for it.
    page.catch(() => undefined);
    return page;
  };
  let next = load(first);
  for (let start = first; start <= last; start += PAGE) {
    const page = await next;
    if (start + PAGE <= last) next = load(start + PAGE);
    yield* page;
  }
}
