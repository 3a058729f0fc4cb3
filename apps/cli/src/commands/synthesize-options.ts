import type { AllowedValues, SynthesisSpec } from '@rookery/shared-contracts';
import { ATTRIBUTE_KEYS, attributeOf, isAttributeKey } from '@rookery/shared-scenario';
import { InvalidArgumentError, type Command } from 'commander';
import { failOn, type Condition } from '../conditions.ts';
import { amount, list, positive, wholeNumber } from '../option-values.ts';
import { domainNamed } from '../specs.ts';
import { resourceName } from './resource-name.ts';

/** `rookery synthesize`'s flags as commander gives them. */
export interface SynthesizeFlags {
  readonly dataSet: string;
  readonly model: string;
  readonly profiles: number;
  readonly queries: number;
  readonly domains: string[];
  readonly given: Readonly<Record<string, AllowedValues>>;
  readonly seed: number;
  readonly embedder: string;
  readonly nearDuplicate?: number;
  readonly maxCalls?: number;
  readonly maxCost?: number;
  readonly resume?: string;
  readonly report?: string;
  readonly failOn: Condition[];
}

/** What `synthesize --fail-on` may be about. */
const SYNTHESIS_MEASURES = ['failed', 'dropped'] as const;

const HELP = `
Profiles are sampled from a Bayesian network for 105 situations of seven
domains; a model writes what each person could ask, in words that sound
ordinary and say nothing of the profile. What breaks that rule is dropped and
counted, and so are queries that are nearly the same. More: docs/synthesis.md.

  rookery synthesize --data-set made --model sim/gpt-4o
  rookery synthesize --data-set young --model NAME --profiles 70 \\
    --given age=18-24 --given "mental_health_status=Anxiety|Severe depression"
  rookery synthesize --report NAME        how it lies against the network
  rookery synthesize --resume NAME        goes on with what is left`;

export function describeSynthesize(command: Command, defaultModel: string): Command {
  return command
    .description('make synthetic scenarios: sampled profiles, queries by a model')
    .option('--data-set <name>', 'data set to add to; made when new', 'synthetic')
    .option('--model <model>', 'model that writes the queries', defaultModel)
    .option('--profiles <n>', 'profiles in all; 0: seven for each situation', wholeNumber(0, 10_000), 0)
    .option('--queries <n>', 'queries for each profile', wholeNumber(1, 50), 10)
    .option('--domains <names>', 'only situations of these domains', list, [])
    .option(
      '--given <attribute=values>',
      'condition the profiles; values are separated by |; may be repeated',
      given,
      {},
    )
    .option('--seed <n>', 'seed of the profiles', wholeNumber(0, 4294967295), 1)
    .option('--embedder <model>', 'embedding model that tells near-duplicates; unset: the best there is', '')
    .option('--near-duplicate <cosine>', 'from which two queries are the same; unset: 0.92', positive)
    .option('--max-cost <usd>', 'stop before the next profile once this much was spent', amount)
    .option(
      '--max-calls <n>',
      'stop before the next profile once this many model calls were made',
      wholeNumber(1),
    )
    .addOption(failOn(SYNTHESIS_MEASURES))
    .option('--resume <synthesis>', 'resume a synthesis instead of starting one, failed profiles included')
    .option('--report <synthesis>', 'only print the report of one')
    .addHelpText('after', HELP);
}

export function synthesisSpecOf(flags: SynthesizeFlags): SynthesisSpec {
  return {
    dataSet: resourceName('dataSets', flags.dataSet),
    model: flags.model,
    profiles: flags.profiles,
    queriesPerProfile: flags.queries,
    domains: flags.domains.map((name) => domainNamed('--domains', name)),
    given: { ...flags.given },
    seed: flags.seed,
    embedder: flags.embedder,
    nearDuplicate: flags.nearDuplicate,
    maxCalls: flags.maxCalls,
    maxCostUsd: flags.maxCost,
  };
}

/** `attribute=value|value`, once or several times: what was given before comes as `before`. */
function given(
  text: string,
  before: Readonly<Record<string, AllowedValues>>,
): Readonly<Record<string, AllowedValues>> {
  const at = text.indexOf('=');
  const attribute = text.slice(0, Math.max(0, at)).trim();
  if (!isAttributeKey(attribute)) {
    throw new InvalidArgumentError(
      `attribute=values is wanted, where attributes are ${ATTRIBUTE_KEYS.join(', ')}`,
    );
  }
  const known = attributeOf(attribute).values;
  const values = text
    .slice(at + 1)
    .split('|')
    .map((value) => value.trim());
  const strange = values.find((value) => !known.includes(value));
  if (strange !== undefined) {
    throw new InvalidArgumentError(`"${strange}" is none of ${known.join(', ')}`);
  }
  return { ...before, [attribute]: { values } };
}
