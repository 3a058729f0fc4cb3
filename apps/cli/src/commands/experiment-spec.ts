import {
  ExperimentServiceDefinition,
  InferenceServiceDefinition,
  Split,
  type ExperimentSpec,
} from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { DEFAULT_MODEL } from '../default-model.ts';
import type { PlatformConnection } from '../platform/with-platform.ts';
import type { ExperimentFlags } from './experiment-options.ts';
import { resourceName } from './resource-name.ts';

/** The data set of the project's own scenarios, which stands in where none is named. */
export const OWN = 'own';
/** The name that stands for all experiments. */
const ALL = 'all';

/** The paper's searches: 300 rollouts, five attributes. */
const PAPER = { budget: 300, depth: 5 };
const PAPER_MODELS = ['gpt-4o', 'deepseek-7b', 'mistral-7b', 'llama-3.1-8b', 'qwen-2.5-7b', 'qwq-32b'];

/** What the flags ask for. @throws RookeryError INVALID_ARGUMENT (--preset) */
export async function experimentSpecOf(
  context: CommandContext,
  platform: PlatformConnection,
  names: string,
  flags: ExperimentFlags,
): Promise<ExperimentSpec> {
  if (flags.preset !== undefined && flags.preset !== 'paper') {
    throw invalidArgument('--preset', `is ${String(flags.preset)}; there is: paper`);
  }
  const paper = flags.preset === 'paper';
  const offered = paper ? await paperModels(context, platform) : [DEFAULT_MODEL];
  const models = flags.models ?? offered;
  const judge = flags.judge ?? (paper ? (offered[0] ?? DEFAULT_MODEL) : DEFAULT_MODEL);
  return {
    experiments:
      names === ALL ? await allNames(context, platform) : names.split(',').map((name) => name.trim()),
    filter: {
      dataSet: resourceName('dataSets', flags.dataSet === '' ? OWN : flags.dataSet),
      domains: [],
      origins: [],
      split: Split.UNSPECIFIED,
    },
    limit: flags.limit,
    models,
    judgeModel: judge,
    seed: flags.seed,
    concurrency: flags.concurrency,
    planningBudget: flags.budget ?? (paper ? PAPER.budget : 0),
    planningDepth: flags.depth ?? (paper ? PAPER.depth : 0),
    maxCalls: flags.maxCalls,
    maxCostUsd: flags.maxCost,
  };
}

async function allNames(context: CommandContext, platform: PlatformConnection): Promise<string[]> {
  const { experiments } = await platform
    .client(ExperimentServiceDefinition)
    .listKnownExperiments({}, { signal: context.interrupted });
  return experiments.map(({ name }) => name);
}

/** The paper's models that the platform serves, real ones before simulated ones of the same name. */
async function paperModels(context: CommandContext, platform: PlatformConnection): Promise<string[]> {
  const { models } = await platform
    .client(InferenceServiceDefinition)
    .listModels({}, { signal: context.interrupted });
  const served = models.toSorted((a, b) => Number(a.simulated) - Number(b.simulated)).map(({ id }) => id);
  const found = PAPER_MODELS.flatMap(
    (name) => served.find((id) => id === name || id.endsWith(`/${name}`)) ?? [],
  );
  if (found.length > 0) return found;
  throw invalidArgument(
    '--preset',
    `the platform serves none of ${PAPER_MODELS.join(', ')}; say --models and --judge`,
  );
}
