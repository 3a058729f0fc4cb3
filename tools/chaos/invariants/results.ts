import { CONCURRENCY, type BenchmarkRun } from '../work/benchmark-run.ts';
import { ITS_WORDS } from '../work/watching-caller.ts';
import type { OwnPostgres } from '@rookery/shared-database/testing';
import type { Asked } from '../stage/upstream.ts';

/** What has to hold is read off these. */
export interface Books {
  readonly postgres: Pick<OwnPostgres, 'rows'>;
  /** What the model server was asked, and how often it gave a wrong answer on purpose. */
  readonly upstream: { readonly asked: readonly Asked[]; readonly wentWrong: number };
  /** How often something was broken: what was in flight then may have been lost. */
  readonly disturbances: number;
}

interface Counts {
  readonly rows: number;
  readonly keys: number;
  readonly scored: number;
  readonly without_reason: number;
}

/** What has to be true of a run's results, by the database: each sample once, and either scored or with a reason. */
export async function resultsAreExact(books: Books, run: BenchmarkRun): Promise<string[]> {
  const [counts] = await books.postgres.rows<Counts>(
    `SELECT count(*)::int AS rows, count(DISTINCT (scenario_id, model, status, repetition))::int AS keys,
            count(*) FILTER (WHERE state = 'scored')::int AS scored,
            count(*) FILTER (WHERE state <> 'scored' AND coalesce(reason, '') = '')::int AS without_reason
       FROM benchmark.outcome WHERE run_id = $1`,
    [run.id],
  );
  const wrong: string[] = [];
  const { rows = 0, keys = 0, without_reason = 0 } = counts ?? {};
  if (rows !== run.samples) wrong.push(`${rows} results are stored, of ${run.samples} samples`);
  if (keys !== rows) wrong.push(`${rows - keys} results are stored twice`);
  if (without_reason > 0) wrong.push(`${without_reason} results have neither a score nor a reason`);
  const { samplesDone, samplesFailed, samplesUnscored } = await run.seen();
  if (samplesDone !== rows) wrong.push(`the run says ${samplesDone} done, ${rows} are stored`);
  const scored = samplesDone - samplesFailed - samplesUnscored;
  if (scored !== (counts?.scored ?? 0))
    wrong.push(`the run says ${scored} scored, ${counts?.scored ?? 0} are stored`);
  return wrong;
}

/** By the model server's log: nothing was asked again whose answer was stored. */
export function nothingIsAskedAgain(books: Books): string[] {
  const wrong: string[] = [];
  const answered = new Map<string, number>();
  for (const { digest, answeredAt } of askedByRun(books))
    if (answeredAt !== undefined) answered.set(digest, (answered.get(digest) ?? 0) + 1);
  const again = [...answered.values()].reduce((sum, times) => sum + times - 1, 0);
  // What a process had in its hands when something broke may be lost, and nothing else.
  const most = books.disturbances * CONCURRENCY + books.upstream.wentWrong;
  if (again > most)
    wrong.push(`${again} questions were answered again; ${books.disturbances} disturbances explain ${most}`);
  return wrong;
}

/** By the model server's log: nothing of a scenario was asked after its last result was stored. By the clocks of PostgreSQL and of this process. */
export async function nothingIsAskedAfterwards(books: Books, run: BenchmarkRun): Promise<string[]> {
  const wrong: string[] = [];
  const queries = await run.queries();
  const ends = await books.postgres.rows<{ scenario: string; ended: Date }>(
    'SELECT scenario_id AS scenario, max(created_at) AS ended FROM benchmark.outcome WHERE run_id = $1 GROUP BY 1',
    [run.id],
  );
  for (const { scenario, ended } of ends) {
    const query = queries.get(scenario);
    if (query === undefined) {
      wrong.push(`scenario ${scenario} is not listed`);
      continue;
    }
    const late = askedByRun(books).filter(
      ({ words, at }) => words.includes(query) && at > ended.getTime() + 1000,
    );
    if (late.length > 0)
      wrong.push(`after its last result was stored, ${late.length} questions were asked of a scenario`);
  }
  return wrong;
}

/** Of a conversation with all its questions, and its verdict. */
const CALLS_OF_A_SAMPLE = 12;
/** What a worker may have answered since it last wrote its records. */
const UNWRITTEN_RECORDS = 64;

/**
 * By the model server's log. What the run counts lacks at most the samples that a process had in its hands when it died, which are counted
 * when they end. The workers' own records of it, which `rookery usage` sums up, lack at most what a worker had not written yet.
 */
export async function moneyIsRight(books: Books, run: BenchmarkRun): Promise<string[]> {
  const { usage } = await run.seen();
  const [records] = await books.postgres.rows<{ calls: number }>(
    'SELECT coalesce(sum(requests), 0)::int AS calls FROM inference.model_call WHERE job = $1',
    [run.name],
  );
  const { length: asked } = askedByRun(books);
  const counts = [
    ['the run', usage?.calls ?? 0, CONCURRENCY * CALLS_OF_A_SAMPLE],
    ['records of workers', records?.calls ?? 0, UNWRITTEN_RECORDS],
  ] as const;
  return counts.flatMap(([who, calls, lostAtOnce]) => {
    const most = books.disturbances * lostAtOnce;
    // A request on a connection that the server has just cut counts as made, though it never came.
    if (asked - calls < -books.upstream.wentWrong) return [`${who}: ${calls} calls, the server saw ${asked}`];
    return asked - calls > most
      ? [`${who}: ${calls} calls of ${asked}; ${books.disturbances} disturbances explain ${most}`]
      : [];
  });
}

/** Nothing is left at work when all work has ended. @param idleSeconds after which an open transaction is one that was forgotten */
export async function nothingIsLeftOver(
  books: Books,
  run: BenchmarkRun,
  idleSeconds = 30,
): Promise<string[]> {
  const wrong: string[] = [];
  const [chunks] = await books.postgres.rows<{ open: number }>(
    'SELECT count(*)::int AS open FROM benchmark.run_chunk WHERE run_id = $1 AND NOT done',
    [run.id],
  );
  if ((chunks?.open ?? 0) > 0) wrong.push(`${chunks?.open} chunks of an ended run are open`);
  const waiting = await books.postgres.rows<{ pid: number; query: string }>(
    `SELECT pid, left(query, 80) AS query FROM pg_stat_activity
      WHERE state = 'idle in transaction' AND state_change < now() - make_interval(secs => $1)`,
    [idleSeconds],
  );
  for (const { query } of waiting) wrong.push(`a transaction was left open: ${query}`);
  return wrong;
}

function askedByRun({ upstream }: Books): readonly Asked[] {
  return upstream.asked.filter(({ words }) => words !== ITS_WORDS);
}
