import { writeFile } from 'node:fs/promises';
import { wrapped } from '@rookery/cli-rendering';
import { stateLabel } from '@rookery/cli-report-rendering';
import {
  comparisonAsHtml,
  comparisonAsMarkdown,
  comparisonAsSvg,
  tablesOf,
  titleOf,
  weightsOf,
  wordsOf,
} from '@rookery/cli-comparison-report';
import {
  Comparison,
  ComparisonResult,
  ComparisonServiceDefinition,
  JobState,
  ScenarioServiceDefinition,
  type ComparisonServiceClient,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { EXIT, exitCodeOfJob } from '../terminal/exit-code.ts';
import { table } from '../terminal/table.ts';
import type { CompareFlags, CompareFormat } from './compare-options.ts';
import { comparedQueries } from './compare-queries.ts';
import { compareSpecOf } from './compare-spec.ts';
import { resourceName } from './resource-name.ts';
import { followJob } from './follow-job.ts';

const WIDTH = 80;

/** `rookery compare`: plays planners on the same problems. Returns the exit code. */
export async function compare(context: CommandContext, flags: CompareFlags): Promise<number> {
  // What is wrong with flags or files is said before a platform is started.
  const spec = flags.resume === undefined && flags.id === undefined ? await compareSpecOf(flags) : undefined;
  return withPlatform(context, async (platform) => {
    const comparisons = platform.client(ComparisonServiceDefinition);
    const call = { signal: context.interrupted };
    if (flags.id !== undefined)
      return show(context, comparisons, resourceName('comparisons', flags.id), flags);
    const started =
      spec === undefined
        ? await comparisons.resumeComparison({ name: resourceName('comparisons', flags.resume ?? '') }, call)
        : await comparisons.comparePlanners(
            {
              requestId: crypto.randomUUID(),
              spec,
              queries:
                spec.live === undefined
                  ? []
                  : await comparedQueries(platform.client(ScenarioServiceDefinition), flags, call.signal),
            },
            call,
          );
    const { comparison } = started;
    if (comparison === undefined) throw new RookeryError('DATA_LOSS', 'no comparison came back');
    // A platform of this command's own would end with it, so its comparison is always followed.
    if (!flags.watch && !platform.temporary) {
      context.print(
        context.json
          ? JSON.stringify(withZeros('rookery.planner.v1.Comparison', Comparison.toJSON(comparison)))
          : `${comparison.name} is running`,
      );
      return EXIT.ok;
    }
    context.note(`${comparison.name}: ${comparison.searchesTotal} searches`);
    const ended = await watch(context, comparisons, comparison.name);
    if (ended.state === JobState.SUCCEEDED || ended.state === JobState.INCOMPLETE)
      return show(context, comparisons, ended.name, flags);
    const reason = ended.stateReason === '' ? '' : `: ${ended.stateReason}`;
    context.note(`${ended.name} ${stateLabel(ended.state)}${reason}`);
    context.note(goOn(ended.name));
    return exitCodeOfJob({
      state: ended.state,
      done: ended.searchesDone,
      total: ended.searchesTotal,
      failed: 0,
    });
  });
}

/** Follows a comparison to its end. Ctrl-C cancels it, keeps what was played, and says how to go on. */
function watch(
  context: CommandContext,
  comparisons: ComparisonServiceClient,
  name: string,
): Promise<Comparison> {
  return followJob(context, {
    name,
    unit: 'searches',
    watch: async function* (signal) {
      for await (const { comparison } of comparisons.watchComparison({ name }, { signal })) yield comparison;
    },
    progress: ({ searchesDone, searchesTotal }) => ({
      done: searchesDone,
      total: searchesTotal,
      calls: undefined,
      failed: 0,
    }),
    news: ({ lost }) =>
      lost.map(({ reason, searches }) => `${reason}. Goes on without it: ${searches} searches are left out`),
    cancel: (signal) => comparisons.cancelComparison({ name }, { signal }),
    kept: `what was played is kept; ${goOn(name)}`,
  });
}

const goOn = (name: string): string => `go on with: npx rookery compare --resume ${name}`;

/** Shows what came of a comparison, or where it stands. */
async function show(
  context: CommandContext,
  comparisons: ComparisonServiceClient,
  name: string,
  { format, out }: CompareFlags,
): Promise<number> {
  const { comparison, result } = await comparisons.getComparison({ name }, { signal: context.interrupted });
  if (comparison === undefined || result === undefined) {
    const { state = JobState.UNSPECIFIED, searchesDone = 0, searchesTotal = 0 } = comparison ?? {};
    context.note(`${name} ${stateLabel(state)}: ${searchesDone} of ${searchesTotal} searches`);
    return EXIT.incomplete;
  }
  const text = await RENDERERS[context.json ? 'json' : format](result);
  if (out === undefined) context.print(text.trimEnd());
  else {
    await writeFile(out, text);
    context.note(`written: ${out}`);
  }
  context.note(
    `${name}: ${comparison.searchesDone} searches, ${comparison.cpuSeconds.toFixed(1)} s of processor time`,
  );
  if (comparison.lost.length === 0) return EXIT.ok;
  for (const { reason, searches } of comparison.lost) {
    context.note(`${reason}. ${searches} searches are left out`);
  }
  context.note(`once it is back, ${goOn(name)}`);
  return EXIT.incomplete;
}

const RENDERERS: Readonly<Record<CompareFormat, (result: ComparisonResult) => string | Promise<string>>> = {
  table: asTables,
  json: (result) =>
    `${JSON.stringify(withZeros('rookery.planner.v1.ComparisonResult', ComparisonResult.toJSON(result)), undefined, 2)}\n`,
  md: comparisonAsMarkdown,
  svg: comparisonAsSvg,
  html: comparisonAsHtml,
};

function asTables(result: ComparisonResult): string {
  const title = titleOf(result);
  return [
    `${title}\n${'='.repeat(title.length)}`,
    wordsOf(result)
      .map((line) => wrapped(line, WIDTH))
      .join('\n'),
    ...tablesOf(result).map(({ title: heading, head, rows, note = '' }) =>
      [heading, table(head, rows), note].filter((part) => part !== '').join('\n'),
    ),
    ...result.cells
      .filter(({ modelWeights }) => modelWeights.length > 0)
      .map(({ label, modelWeights }) => `${label}: ${weightsOf(modelWeights)}`),
    ...result.notes.map((note) => wrapped(note, WIDTH)),
    '',
  ].join('\n\n');
}
