import {
  Path,
  PlannerServiceDefinition,
  stopReasonToJSON,
  type PlanRequest,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { progressBar } from '../terminal/progress.ts';
import { table } from '../terminal/table.ts';
import { readProfile } from './read-profile.ts';

export interface PlanOptions {
  readonly query: string;
  readonly profile: string;
  readonly planner: string;
  readonly parameters: string;
  readonly model: string;
  readonly judge: string;
  readonly depth?: number;
  readonly budget?: number;
  readonly seed: number;
  readonly library: string;
}

/** `rookery plan`: the best order in which to ask for a profile's attributes. */
export async function plan(context: CommandContext, options: PlanOptions): Promise<void> {
  const profile = await readProfile(options.profile);
  const request: PlanRequest = {
    requestId: '',
    query: options.query,
    domain: 0,
    profile: { values: profile },
    knownAttributes: [],
    options: {
      planner: options.planner,
      parametersJson: options.parameters,
      answerModel: options.model,
      judgeModel: options.judge,
      priorModel: '',
      depth: options.depth,
      budget: options.budget,
      concurrency: undefined,
      seed: options.seed,
      forbiddenAttributes: [],
      distinctSubsets: false,
    },
    library: options.library,
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
  context.print(context.json ? JSON.stringify(Path.toJSON(found)) : describePath(found));
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
  const simulated = path.simulated ? 'SIMULATED models. ' : '';
  const failure = path.plannerFailure === '' ? '' : ` ${path.plannerFailure}.`;
  const reason = stopReasonToJSON(path.stopReason).replace('STOP_REASON_', '').toLowerCase();
  return `${table(['ask', 'attribute', 'score then (1..5)', 'evaluations'], rows)}\n\n${simulated}${path.planner}, ${path.evaluations} evaluations, ended by ${reason}.${failure}`;
}
