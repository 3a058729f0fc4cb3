import { wrapped } from '@rookery/cli-rendering';
import {
  BIAS_PROBES,
  biasFigures,
  CASES,
  clean,
  positionFigure,
  reordered,
  scoreOf,
  type Answered,
  type BiasFigure,
  type ComparedPair,
  type PositionFigure,
  type ScoredPair,
} from '@rookery/judge-red-team';
import { JudgeServiceDefinition, Preference } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { profileFromWire, profileToWire } from '@rookery/shared-scenario';
import { BATCH_WORK } from '../batch-work.ts';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { EXIT } from '../terminal/exit-code.ts';
import { progressBar } from '../terminal/progress.ts';
import { table } from '../terminal/table.ts';
import { difference, percent } from './redteam.ts';
import type { BiasFlags } from './redteam-options.ts';
import { budgetOf, verdictsOf, type Given, type Wanted } from './redteam-verdicts.ts';
import { resourceName } from './resource-name.ts';
import { resultsRequest } from './results-request.ts';
import { samplesOf } from './samples-of.ts';

const WIDTH = 80;
/** Comparisons that are asked for at once. */
const AT_ONCE = 8;

/** What the command found, as `--json` prints it. */
interface BiasReport {
  readonly judge: string;
  readonly simulated: boolean;
  readonly answers: number;
  readonly clusters: number;
  readonly probes: readonly BiasFigure[];
  readonly position: PositionFigure;
}

/** One version of one answer for one probe. */
interface Version extends Wanted {
  readonly probe: string;
  readonly answer: Answered;
  readonly side: 'plain' | 'changed';
}

/** `rookery judge-bias`: judges answers as they are and changed, and says what the change does. Returns the exit code. */
export async function judgeBias(context: CommandContext, flags: BiasFlags): Promise<number> {
  return flags.run === undefined && flags.dryRun
    ? measure(context, undefined, flags)
    : withPlatform(context, (platform) => measure(context, platform, flags));
}

async function measure(
  context: CommandContext,
  platform: PlatformConnection | undefined,
  flags: BiasFlags,
): Promise<number> {
  const answers =
    platform === undefined || flags.run === undefined
      ? CASES.map((one): Answered => ({ id: one.id, cluster: one.id, ...clean(one) }))
      : await answersOf(platform, flags.run, flags.limit, context.interrupted);
  if (answers.length === 0) throw invalidArgument('--run', `${flags.run} has no answer to judge`);
  const wanted = answers.flatMap((answer) => versionsOf(answer, flags));
  const budget = `${answers.length} answers: ${budgetOf(wanted, flags.protocol)}, and ${2 * answers.length} comparisons`;
  if (platform === undefined || flags.dryRun) {
    context.print(wrapped(budget, WIDTH));
    return EXIT.ok;
  }
  context.note(wrapped(budget, WIDTH));
  const given = await verdictsOf(platform, wanted, flags, context.interrupted);
  const compared = await comparisons(platform, answers, flags, context.interrupted);
  const report: BiasReport = {
    judge: flags.judge,
    simulated: [...given.verdicts.values()].some(({ simulated }) => simulated),
    answers: answers.length,
    clusters: new Set(answers.map(({ cluster }) => cluster)).size,
    probes: biasFigures(pairsOf(wanted, given)),
    position: positionFigure(compared),
  };
  context.print(context.json ? JSON.stringify(report) : asText(report));
  if (given.failed === 0) return EXIT.ok;
  context.note(`${given.failed} calls failed, the last one: ${given.lastFailure ?? ''}`);
  return EXIT.incomplete;
}

/** Answers of a run that are whole, with the person they were given to. */
async function answersOf(
  platform: PlatformConnection,
  run: string,
  limit: number,
  signal: AbortSignal,
): Promise<Answered[]> {
  const all = { model: [], status: [], domain: [], unscored: false, failed: false };
  const request = resultsRequest(resourceName('runs', run), all);
  const answers: Answered[] = [];
  for await (const { result, scenario } of samplesOf(platform, request, { most: Infinity, signal })) {
    if (answers.length === limit) break;
    if (scenario === undefined || result.response === '') continue;
    answers.push({
      id: result.name,
      cluster: scenario.name,
      query: scenario.query,
      profile: profileFromWire('scenario.profile', scenario.profile),
      response: result.response,
    });
  }
  return answers;
}

function versionsOf(answer: Answered, { judge, samples, seed }: BiasFlags): Version[] {
  return BIAS_PROBES.flatMap(({ name, pair }) => {
    const versions = pair(answer, judge);
    if (versions === undefined) return [];
    return (['plain', 'changed'] as const).flatMap((side) =>
      Array.from({ length: samples }, (_, sample) => ({
        id: shortened(`${name}/${side}/${sample}/${answer.id}`),
        requestId: '',
        judged: versions[side],
        // The same on both sides: what the judge's sampling has in common cancels.
        seed: (seed + sample) >>> 0,
        probe: name,
        answer,
        side,
      })),
    );
  });
}

/** The end of a long id tells more than its beginning. */
function shortened(id: string): string {
  return id.length <= 200 ? id : `${id.slice(0, 60)}~${id.slice(-139)}`;
}

function pairsOf(versions: readonly Version[], { verdicts }: Given): ScoredPair[] {
  const about = new Map(BIAS_PROBES.map((probe) => [probe.name, probe.about]));
  return BIAS_PROBES.flatMap(({ name }) => {
    const of = Map.groupBy(
      versions.filter(({ probe }) => probe === name),
      ({ answer }) => answer,
    );
    return [...of].map(([answer, both]): ScoredPair => {
      const mean = (side: Version['side']): number | undefined => {
        const scores = both.flatMap((one) =>
          one.side === side ? (scoreOf(verdicts.get(one.id)) ?? []) : [],
        );
        return scores.length === 0
          ? undefined
          : scores.reduce((sum, score) => sum + score, 0) / scores.length;
      };
      return {
        probe: name,
        about: about.get(name) ?? '',
        cluster: answer.cluster,
        plain: mean('plain'),
        changed: mean('changed'),
      };
    });
  });
}

const PREFERENCES: ReadonlyMap<Preference, ComparedPair['forth']> = new Map([
  [Preference.FIRST, 'first'],
  [Preference.SECOND, 'second'],
  [Preference.NEITHER, 'neither'],
]);

/** Each answer against itself with its sentences in another order, shown in both orders. */
async function comparisons(
  platform: PlatformConnection,
  answers: readonly Answered[],
  { judge, seed }: BiasFlags,
  signal: AbortSignal,
): Promise<ComparedPair[]> {
  const service = platform.client(JudgeServiceDefinition);
  const bar = progressBar(judge, 'comparisons');
  const compared: ComparedPair[] = [];
  const preferred = async ({ query, profile }: Answered, first: string, second: string) => {
    const { preference } = await service.compare(
      { judgeModel: judge, query, profile: profileToWire(profile), first, second, seed },
      { signal, metadata: BATCH_WORK },
    );
    return PREFERENCES.get(preference);
  };
  try {
    for (let at = 0; at < answers.length; at += AT_ONCE) {
      const some = answers.slice(at, at + AT_ONCE).map(async (answer): Promise<ComparedPair> => {
        const other = reordered(answer.response);
        return {
          cluster: answer.cluster,
          forth: await preferred(answer, answer.response, other),
          back: await preferred(answer, other, answer.response),
        };
      });
      compared.push(...(await Promise.all(some)));
      bar.update(compared.length, answers.length);
    }
  } finally {
    bar.end();
  }
  return compared;
}

function asText({ judge, simulated, answers, clusters, probes, position }: BiasReport): string {
  const title = `${simulated ? 'SIMULATED judge: ' : ''}biases of ${judge}`;
  return [
    `${title}\n${'='.repeat(title.length)}`,
    wrapped(
      `${answers} answers to ${clusters} people. Each line: what the change does to the mean score 1..5, with a 95% interval clustered by person; 0 is right.${
        clusters < FEW ? ` Fewer than ${FEW} people: the intervals are somewhat too narrow.` : ''
      }`,
      WIDTH,
    ),
    table(
      ['probe', 'difference', 'pairs', 'missing'],
      probes.map(({ probe, difference: found, missing }) => [
        probe,
        difference(found),
        String(found.pairs),
        String(missing),
      ]),
    ),
    probes.map(({ probe, about }) => wrapped(`${probe}: ${about}`, WIDTH)).join('\n'),
    wrapped(positionSentence(position), WIDTH),
  ].join('\n\n');
}

function positionSentence({ first, turned, neither, missing }: PositionFigure): string {
  const said =
    first.trials === 0
      ? 'neither an answer nor its own sentences in another order were ever preferred'
      : `of ${first.trials} preferences between an answer and its own sentences in another order, ${percent(first)} were for the first; ${percent(turned)} of the pairs turned round with the order`;
  return `position: ${said}; ${neither} times neither was preferred, ${missing} could not be read.`;
}

/** Clusters below which intervals are told to be narrow. */
const FEW = 30;
