import {
  scoreAtCompleteness,
  type Conversation,
  type GuidingPath,
  agentCalls,
} from '@rookery/agent-conversation';
import { driveSearch, rankingWeights, type Evaluator, modelCalls } from '@rookery/planner-search';
import { callId, deriveSeed, type CallLedger, type ModelCall } from '@rookery/shared-model-calls';
import type { Reader } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import {
  ALL_ATTRIBUTES,
  ATTRIBUTE_KEYS,
  attributesIn,
  costsByBit,
  maskOf,
  maskOfProfile,
  type AttributeKey,
} from '@rookery/shared-scenario';
import { stepsOf } from '@rookery/planner-planning';
import type { AgentParts } from './agent-parts.ts';

/** What is planned for. */
export interface AnewTask {
  readonly conversation: Conversation;
  /** What may still be asked for, one or more. */
  readonly candidates: readonly AttributeKey[];
  /** Whose lesson is the prior. */
  readonly library: string;
  /** Has to be allowed to see it. */
  readonly reader: Reader;
  /** Takes the calls. */
  readonly ledger: CallLedger;
}

/** Estimates of the model that one plan may take: a person is waiting. */
const ESTIMATES = 4;
/** Rankings that one plan may take; what it asks beyond is left to the prior. */
const RANKINGS = 1;
/** How far ahead it looks: the next question counts, and what it makes possible. */
const FARTHEST = 3;
/** Stands for a value that nobody has told yet: the model judges what knowing it would be worth. */
const TO_BE_TOLD = '(they will tell)';

/**
 * A path over what is still unknown in a conversation, planned now: the deployment's planner, with what the library has
 * taught about queries like this as the prior, and the model's own estimates of completeness as evaluations, because nobody
 * can judge an answer to a person who has not told yet. A conversation goes on without, when it cannot be had: undefined.
 * @throws the signal's reason once it is aborted
 */
export async function planAnew(
  { planning, libraries, inference, log }: Pick<AgentParts, 'planning' | 'libraries' | 'inference' | 'log'>,
  task: AnewTask,
  signal: AbortSignal,
): Promise<GuidingPath | undefined> {
  const { conversation, candidates, library, reader, ledger } = task;
  const { settings, known, query, asked } = conversation;
  const { registry, lessons, questionCosts } = planning;
  try {
    await libraries.check(reader, library);
    const lesson = await lessons.of(library, { text: query, domain: 'unknown' }, signal);
    const knownMask = maskOfProfile(known);
    const left = settings.maxQuestions - (asked.length - conversation.askedBefore);
    const problem = {
      attributes: ATTRIBUTE_KEYS.length,
      depth: Math.min(FARTHEST, left, candidates.length),
      budget: ESTIMATES,
      known: knownMask,
      forbidden: ALL_ATTRIBUTES & ~knownMask & ~maskOf(candidates),
      seed: BigInt(settings.seed ?? 0),
    };
    using started = await registry.start({
      planner: '',
      parametersJson: '',
      problem,
      usualCosts: costsByBit(questionCosts),
      lesson: lesson.lesson,
    });
    const events = driveSearch(started.search, estimating(conversation, candidates, inference, ledger), {
      concurrency: ESTIMATES,
      signal,
      deadline: undefined,
      known: knownMask,
    });
    for await (const event of events) {
      if (event.kind !== 'result') continue;
      const steps = stepsOf(event.result.best);
      return {
        name: '',
        query,
        similarity: 1,
        startValue: event.result.startValue,
        attributes: steps.map(({ attribute }) => attribute),
        values: steps.map(({ value }) => value),
      };
    }
  } catch (caught) {
    signal.throwIfAborted();
    const { code, message } = asRookeryError(caught);
    log.warn(
      { library, code, reason: message },
      'a conversation could not plan anew; it goes on with found paths',
    );
  }
  return undefined;
}

function estimating(
  { settings, query, known, asked }: Conversation,
  candidates: readonly AttributeKey[],
  inference: AgentParts['inference'],
  ledger: CallLedger,
): Evaluator {
  const estimates = agentCalls(inference, ledger);
  const priors = modelCalls(inference, ledger);
  let rankings = 0;
  const callOf = (purpose: string, about: string, signal: AbortSignal): ModelCall => ({
    model: settings.model,
    id: callId(
      settings.id,
      'replan',
      purpose,
      about,
      settings.seed ?? '',
      JSON.stringify([query, known, asked]),
    ),
    seed:
      settings.seed === undefined
        ? undefined
        : deriveSeed(settings.seed, 'replan', purpose, about, asked.length),
    signal,
  });

  return {
    async evaluate(subset, id, signal) {
      const told = attributesIn(subset).filter((attribute) => known[attribute] === undefined);
      const supposed = { ...known, ...Object.fromEntries(told.map((attribute) => [attribute, TO_BE_TOLD])) };
      const call = callOf('estimate', `${subset}/${id}`, signal);
      const completeness = await estimates.completeness({ query, known: supposed }, call);
      return completeness.readable ? scoreAtCompleteness(completeness.value) : undefined;
    },
    async rank(state, signal) {
      rankings += 1;
      if (rankings > RANKINGS) return undefined;
      const call = callOf('rank', `${state}`, signal);
      const ranking = await priors.rank({ query, known, candidates }, call);
      return ranking.readable ? rankingWeights(ranking.value, candidates) : undefined;
    },
  };
}
