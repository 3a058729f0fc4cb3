import {
  Path,
  PlannerServiceDefinition,
  PriorQuality,
  stopReasonToJSON,
  type PlanRequest,
} from '@rookery/shared-contracts';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { progressBar } from '../terminal/progress.ts';
import { table } from '../terminal/table.ts';
import { DEFAULT_MODEL } from '../default-model.ts';
import { readProfile } from './read-profile.ts';
import { resourceName } from './resource-name.ts';

export interface PlanOptions {
  readonly query?: string;
  readonly profile?: string;
  /** Settings of a simulated world as JSON, instead of query and profile. */
  readonly world?: string;
  /** Which problem of the world. */
  readonly problem: number;
  readonly prior: string;
  readonly planner: string;
  readonly parameters: string;
  readonly model?: string;
  readonly judge?: string;
  readonly depth?: number;
  readonly budget?: number;
  readonly seed: number;
  readonly library: string;
  readonly distinctSubsets: boolean;
  /** Score points by attribute. */
  readonly cost?: Readonly<Record<string, number>>;
}

/** How well the rankings of a simulated problem know it, in the words of the command line. */
export const PRIORS = ['good', 'poor', 'misleading'] as const;

const PRIOR: Readonly<Record<string, PriorQuality>> = {
  good: PriorQuality.GOOD,
  poor: PriorQuality.POOR,
  misleading: PriorQuality.MISLEADING,
} satisfies Record<(typeof PRIORS)[number], PriorQuality>;

/** `rookery plan`: the best order in which to ask for a profile's attributes, or for those of a simulated problem. */
export async function plan(context: CommandContext, options: PlanOptions): Promise<void> {
  const model = options.world === undefined ? DEFAULT_MODEL : '';
  const request: PlanRequest = {
    requestId: '',
    ...(await subjectOf(options)),
    validateOnly: false,
    domain: 0,
    knownAttributes: [],
    options: {
      planner: options.planner,
      parametersJson: options.parameters,
      answerModel: options.model ?? model,
      judgeModel: options.judge ?? model,
      priorModel: '',
      depth: options.depth,
      budget: options.budget,
      concurrency: undefined,
      seed: options.seed,
      forbiddenAttributes: [],
      distinctSubsets: options.distinctSubsets,
      attributeCosts: { ...options.cost },
    },
    library: options.library === '' ? '' : resourceName('libraries', options.library),
  };
  const found = await withPlatform(context, async (platform) => {
    const bar = progressBar('planning', 'evaluations');
    try {
      for await (const { event } of platform.client(PlannerServiceDefinition).plan(request, {
        signal: context.interrupted,
      })) {
        if (event?.$case === 'progress') bar.update(event.value.evaluations, event.value.budget);
        if (event?.$case === 'path') return event.value;
      }
    } finally {
      bar.end();
    }
    throw new RookeryError('DATA_LOSS', 'the planner ended its stream without a path');
  });
  context.print(
    context.json
      ? JSON.stringify(withZeros('rookery.planner.v1.Path', Path.toJSON(found)))
      : describePath(found),
  );
}

/** What is planned for: a person, or a simulated problem. The service refuses both at once. */
async function subjectOf({
  query,
  profile,
  world,
  problem,
  prior,
}: PlanOptions): Promise<Pick<PlanRequest, 'query' | 'profile' | 'world'>> {
  if (world === undefined && (query === undefined || profile === undefined)) {
    throw invalidArgument(
      query === undefined ? '--query' : '--profile',
      'is required, unless --world is given',
    );
  }
  return {
    query: query ?? '',
    profile: profile === undefined ? undefined : { values: await readProfile(profile) },
    world:
      world === undefined
        ? undefined
        : { settingsJson: world, seed: problem, prior: PRIOR[prior] ?? PriorQuality.UNSPECIFIED },
  };
}

/** A path as a table: what to ask, and what is gained by it. */
function describePath(path: Path): string {
  const score = (value: number | undefined): string =>
    value === undefined ? 'not evaluated' : value.toFixed(2);
  const rows = [
    ['', '(nothing asked)', score(path.startValue), ''],
    ...path.steps.map((step, index) => [
      String(index + 1),
      step.attribute,
      score(step.value),
      String(step.visits),
    ]),
  ];
  const simulated = path.simulated ? 'SIMULATED. ' : '';
  const failure = path.plannerFailure === '' ? '' : ` ${path.plannerFailure}.`;
  const learned =
    path.libraryVersion === 0 ? '' : ` Began with version ${path.libraryVersion} of its library.`;
  const reason = stopReasonToJSON(path.stopReason).replace('STOP_REASON_', '').toLowerCase();
  return `${table(['ask', 'attribute', 'score then (1..5)', 'evaluations'], rows)}\n\n${simulated}${path.planner}, ${path.evaluations} evaluations, ended by ${reason}.${failure}${learned}`;
}
