import type { AgentCalls } from '../agent-calls.ts';
import type { AttributeKey } from '@rookery/shared-scenario';
import { attempts } from '../attempts.ts';
import type { Conversation } from '../conversation.ts';
import type { GuidingPath } from '../guiding-path.ts';
import type { StopDecision } from './abstention.ts';
import { bestQuestion } from './expected-gain.ts';

/** What a decision is made from, besides the conversation. */
export interface StopInput {
  /** What may be asked for, one or more. */
  readonly candidates: readonly AttributeKey[];
  readonly paths: readonly GuidingPath[];
  /** What a question about an attribute costs the person, points of score. */
  readonly costOf: (attribute: AttributeKey) => number;
}

const NOT_ENOUGH = { enough: false, completeness: undefined, best: undefined, proposed: undefined };

/**
 * Whether enough is known, in the form that the conversation's settings name. What cannot be understood is asked once more
 * and then counts as "not enough", until the budget is reached.
 * @throws RookeryError as AgentCalls does
 */
export function decideToStop(
  conversation: Conversation,
  input: StopInput,
  calls: AgentCalls,
  signal: AbortSignal,
): Promise<StopDecision> {
  switch (conversation.settings.abstention.form) {
    case 'basic':
      return basic(conversation, input, calls, signal);
    case 'binary':
      return binary(conversation, calls, signal);
    case 'scale':
      return scale(conversation, calls, signal);
    case 'calibrated':
      return calibrated(conversation, input, calls, signal);
  }
}

async function basic(
  conversation: Conversation,
  { candidates, paths }: StopInput,
  calls: AgentCalls,
  signal: AbortSignal,
): Promise<StopDecision> {
  const { query, known, settings } = conversation;
  const examples = settings.pathUse === 'examples' ? paths : [];
  const choice = await attempts(conversation, 'abstain', signal, ['basic', candidates, examples], (call) =>
    calls.basic({ query, known, candidates, examples }, call),
  );
  const proposed = choice === 'answer' ? undefined : choice;
  const enough = choice === 'answer';
  return { ...NOT_ENOUGH, form: 'basic', enough, unreadable: choice === undefined, proposed };
}

async function binary(
  conversation: Conversation,
  calls: AgentCalls,
  signal: AbortSignal,
): Promise<StopDecision> {
  const { query, known } = conversation;
  const sufficient = await attempts(conversation, 'abstain', signal, ['binary'], (call) =>
    calls.sufficient({ query, known }, call),
  );
  return { ...NOT_ENOUGH, form: 'binary', enough: sufficient === true, unreadable: sufficient === undefined };
}

async function scale(
  conversation: Conversation,
  calls: AgentCalls,
  signal: AbortSignal,
): Promise<StopDecision> {
  const completeness = await completenessOf(conversation, calls, signal);
  const enough = completeness !== undefined && completeness >= conversation.settings.abstention.threshold;
  return { ...NOT_ENOUGH, form: 'scale', enough, completeness, unreadable: completeness === undefined };
}

async function calibrated(
  conversation: Conversation,
  { candidates, paths, costOf }: StopInput,
  calls: AgentCalls,
  signal: AbortSignal,
): Promise<StopDecision> {
  const completeness = await completenessOf(conversation, calls, signal);
  if (completeness === undefined) return { ...NOT_ENOUGH, form: 'calibrated', unreadable: true };
  const best = bestQuestion({ candidates, paths, completeness, costOf });
  const enough = best === undefined || best.gain <= best.cost;
  return { ...NOT_ENOUGH, form: 'calibrated', enough, completeness, best, unreadable: false };
}

function completenessOf(
  conversation: Conversation,
  calls: AgentCalls,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { query, known } = conversation;
  return attempts(conversation, 'abstain', signal, ['scale'], (call) =>
    calls.completeness({ query, known }, call),
  );
}
