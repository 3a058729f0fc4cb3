import {
  AbstentionForm,
  JudgeProtocol,
  PathUse,
  Status,
  type RunSpec,
  LibraryServiceDefinition,
  RunServiceDefinition,
} from '@rookery/shared-contracts';
import { isRookeryError, RookeryError } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { librarySpecOf } from '../specs.ts';
import { buildAndWatch } from './build-library.ts';
import { importFile, OWN_SCENARIOS } from './import.ts';
import { printReport } from './report.ts';
import { tellRunEnd } from './run-end.ts';
import { watchRun, wholeDataSet } from './run.ts';

const DATA_SET = 'own';
const LIBRARY = 'demo';
/** Enough for stable paths over 10 attributes at a depth of 3, and short enough for a demo. */
const PLANNING = { depth: 3, budget: 60 };

/** `rookery demo`: scenarios in, paths planned, models asked in five ways, answers judged, a table out. */
export function demo(context: CommandContext, models: readonly string[]): Promise<number> {
  return withPlatform(context, async (platform) => {
    const step = (number: number, text: string): void => context.note(`\n[${number}/4] ${text}`);

    step(1, "importing the project's own 70 scenarios");
    const summary = await importFile(context, platform, DATA_SET, OWN_SCENARIOS);
    context.note(`${summary.accepted} new, ${summary.duplicates} there already`);

    step(2, 'planning paths for the profiles on the library side of the split');
    const judge = models[0] ?? '';
    await oneEmbedder(context, platform);
    const build = await buildAndWatch(
      context,
      platform,
      librarySpecOf({
        distinctSubsets: false,
        library: LIBRARY,
        dataSet: DATA_SET,
        limit: 0,
        planner: '',
        parameters: '',
        model: judge,
        judge,
        ...PLANNING,
        seed: 1,
      }),
    );
    context.note(`${build.scenariosDone} paths in library ${LIBRARY}`);

    step(3, `asking ${models.join(' and ')} in five ways, judging every answer`);
    const { run } = await platform
      .client(RunServiceDefinition)
      .createRun(
        { requestId: crypto.randomUUID(), spec: demoRun(models, judge) },
        { signal: context.interrupted },
      );
    if (run === undefined) throw new RookeryError('DATA_LOSS', 'the benchmark answered without a run');
    const ended = await watchRun(context, platform, run.name);
    context.note(`${ended.samplesDone} samples, ${ended.usage?.calls ?? 0} model calls`);

    step(4, 'the report');
    const report = await printReport(context, platform, ended.name, context.json ? 'json' : 'table');
    const code = await tellRunEnd(context, platform, ended, report, []);
    context.note(whereToLookNext(ended.name));
    return code;
  });
}

/** A demo on the same data may have run without the trained embedder, or with it: the library becomes one of today's. */
async function oneEmbedder(context: CommandContext, platform: PlatformConnection): Promise<void> {
  const libraries = platform.client(LibraryServiceDefinition);
  try {
    await libraries.reindexLibrary({ name: `libraries/${LIBRARY}` }, { signal: context.interrupted });
  } catch (error) {
    // The first demo makes the library.
    if (!isRookeryError(error) || error.code !== 'NOT_FOUND') throw error;
  }
}

function demoRun(models: readonly string[], judge: string): RunSpec {
  return {
    filter: wholeDataSet(DATA_SET),
    limit: 0,
    models: [...models],
    statuses: [Status.VANILLA, Status.CONTEXT_RICH, Status.AGENT, Status.STATIC, Status.PLANNER],
    repetitions: 1,
    judgeModel: judge,
    library: `libraries/${LIBRARY}`,
    maxQuestions: undefined,
    completenessThreshold: undefined,
    abstention: AbstentionForm.UNSPECIFIED,
    pathUse: PathUse.UNSPECIFIED,
    seed: 1,
    concurrency: 0,
    batch: false,
    maxCostUsd: undefined,
    maxCalls: undefined,
    answersOf: '',
    until: undefined,
    judgeProtocol: JudgeProtocol.UNSPECIFIED,
    judgePanel: undefined,
    disclosures: [],
  };
}

const whereToLookNext = (run: string): string => `
Look next:
  npx rookery results ${run} --worst 3       the three worst answers, and why
  npx rookery report ${run} --format md      the report as Markdown (or json, csv)
  npx rookery ask "Should I quit my job?"                      a conversation with the agent
  npx rookery up                                               the platform, for grpcurl and your own clients`;
