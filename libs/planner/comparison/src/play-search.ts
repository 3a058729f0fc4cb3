import type { Answer, DrivenSearch, PathEstimate, Question } from '@rookery/shared-planner-wasm';
import { isPlannerFailure, type GuardedSearch } from '@rookery/shared-planner-backend';

/** What a search is played with. */
export interface PlayOptions {
  /** Evaluations after which the path is looked at, ascending. */
  readonly checkpoints: readonly number[];
  /** Questions asked and answered together. */
  readonly batch: number;
  /** Answers a batch, in its order. */
  readonly answer: (questions: readonly Question[]) => Promise<readonly Answer[]> | readonly Answer[];
  readonly signal: AbortSignal;
}

/** A search after it was played. */
export interface Play {
  /** The path at each checkpoint; a search that stopped earlier keeps its last. */
  readonly paths: readonly PathEstimate[];
  readonly evaluations: number;
  readonly rankings: number;
  /** Microseconds this thread's processor spent in the planner before it first gave way; nothing of other processes. */
  readonly cpuUs: number;
}

/**
 * Plays a search to its last checkpoint as the core plays its own (`Setting::play`): the same planner gets the same questions
 * and the same path either way.
 */
export async function playSearch(search: DrivenSearch, options: PlayOptions): Promise<Play> {
  const { checkpoints, batch, answer, signal } = options;
  const paths: PathEstimate[] = [];
  let told = 0;
  let cpuUs = 0;
  // Only what the planner does at once is its own for certain: later the thread serves others too.
  const timed = <T>(work: () => T): T => {
    const before = process.threadCpuUsage();
    try {
      return work();
    } finally {
      const { user, system } = process.threadCpuUsage(before);
      cpuUs += user + system;
    }
  };
  for (let checkpoint = checkpoints[0]; checkpoint !== undefined; checkpoint = checkpoints[paths.length]) {
    signal.throwIfAborted();
    const next = checkpoints.find((one) => one > told) ?? told + 1;
    const questions = await timed(() => search.ask(Math.min(batch, next - told)));
    const evaluates = questions.some(({ kind }) => kind === 'evaluate');
    // At checkpoint 0 the path is looked at once rankings are told and the first evaluation is due.
    if (questions.length === 0 || (told === checkpoint && evaluates)) paths.push(await search.bestPath());
    const answers = await answer(questions);
    if (answers.length > 0) await timed(() => search.tell(answers));
    told = (await search.progress()).evaluationsTold;
    if (told > 0 && checkpoints[paths.length] === told) paths.push(await search.bestPath());
  }
  const { evaluationsTold, rankingsAsked } = await search.progress();
  return { paths, evaluations: evaluationsTold, rankings: rankingsAsked, cpuUs };
}

/** Plays a guarded search; one whose planner fails ends with its best path so far, `failed`. */
export async function playGuarded(
  search: GuardedSearch,
  options: PlayOptions,
): Promise<Play & { readonly failed: boolean }> {
  const { checkpoints } = options;
  const seen: PathEstimate[] = [];
  const watched: DrivenSearch = {
    ask: (max) => search.ask(max),
    tell: (answers) => search.tell(answers),
    bestPath: async () => {
      const path = await search.bestPath();
      seen.push(path);
      return path;
    },
    progress: () => search.progress(),
    close: () => {
      search.close();
    },
  };
  try {
    return { ...(await playSearch(watched, options)), failed: false };
  } catch (caught) {
    if (!isPlannerFailure(caught) || search.progress().evaluationsTold === 0) throw caught;
    const { evaluationsTold: evaluations, rankingsAsked: rankings } = search.progress();
    const paths = checkpoints.map((_, index) => seen[index] ?? search.lastPath());
    return { paths, evaluations, rankings, cpuUs: 0, failed: true };
  }
}
