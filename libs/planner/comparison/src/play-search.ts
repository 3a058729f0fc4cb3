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
  /** Rankings asked by each checkpoint. */
  readonly rankings: readonly number[];
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
  const rankings: number[] = [];
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
  const note = async (): Promise<void> => {
    paths.push(await search.bestPath());
    rankings.push((await search.progress()).rankingsAsked);
  };
  for (let checkpoint = checkpoints[0]; checkpoint !== undefined; checkpoint = checkpoints[paths.length]) {
    signal.throwIfAborted();
    const questions = await timed(() => search.ask(batch));
    const evaluates = questions.some(({ kind }) => kind === 'evaluate');
    // At checkpoint 0 the path is looked at once rankings are told and the first evaluation is due.
    if (questions.length === 0 || (told === checkpoint && evaluates)) await note();
    let answers = await answer(questions);
    while (answers.length > 0) {
      // Chosen as a batch, told up to the checkpoint that lies within it.
      const next = checkpoints.find((one) => one > told) ?? Infinity;
      const some = answers.slice(0, bringing(answers, next - told));
      answers = answers.slice(some.length);
      await timed(() => search.tell(some));
      told = (await search.progress()).evaluationsTold;
      if (told > 0 && checkpoints[paths.length] === told) await note();
    }
  }
  const { evaluationsTold: evaluations } = await search.progress();
  return { paths, evaluations, rankings, cpuUs };
}

/** How many of the answers, from the first on, bring that many rewards; all where they bring fewer. */
function bringing(answers: readonly Answer[], rewards: number): number {
  const places = answers.flatMap(({ kind }, index) => (kind === 'reward' ? [index] : []));
  const last = places[rewards - 1];
  return last === undefined ? answers.length : last + 1;
}

/** Plays a guarded search; one whose planner fails ends with its best path so far, `failed`. */
export async function playGuarded(
  search: GuardedSearch,
  options: PlayOptions,
): Promise<Play & { readonly failed: boolean }> {
  const { checkpoints } = options;
  const seen: { path: PathEstimate; rankings: number }[] = [];
  const watched: DrivenSearch = {
    ask: (max) => search.ask(max),
    tell: (answers) => search.tell(answers),
    bestPath: async () => {
      const path = await search.bestPath();
      seen.push({ path, rankings: search.progress().rankingsAsked });
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
    const { evaluationsTold: evaluations, rankingsAsked } = search.progress();
    const paths = checkpoints.map((_, index) => seen[index]?.path ?? search.lastPath());
    const rankings = checkpoints.map((_, index) => seen[index]?.rankings ?? rankingsAsked);
    return { paths, evaluations, rankings, cpuUs: 0, failed: true };
  }
}
