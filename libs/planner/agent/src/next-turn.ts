import { callId, deriveSeed, type ModelCall, type ModelCalls } from '@rookery/planner-models';
import type { AcquireAnswer, Reading } from '@rookery/planner-prompts';
import { RookeryError } from '@rookery/shared-errors';
import type { AttributeKey } from '@rookery/shared-scenario';
import { ask, candidatesOf, type Conversation } from './conversation.ts';
import { fallbackQuestion } from './fallback-question.ts';

/** Why the agent answers instead of asking on. */
export type AnswerReason =
  /** Enough is known. */
  | 'sufficient'
  /** As many questions as allowed were asked. */
  | 'budget'
  /** Nothing is left to ask for. */
  | 'exhausted'
  /** The person will say nothing more. */
  | 'closed';

/** What the agent does next, and the conversation after it. */
export type Turn =
  | {
      readonly kind: 'question';
      readonly conversation: Conversation;
      readonly attribute: AttributeKey;
      /** For the person. */
      readonly text: string;
    }
  | {
      readonly kind: 'answer';
      readonly conversation: Conversation;
      readonly reason: AnswerReason;
      /** For the person; never empty. */
      readonly text: string;
    };

/** How often a model is asked for something it did not say readably. */
const ATTEMPTS = 2;

/**
 * One turn of Algorithm 2 of the paper: decides whether enough is known; if not, asks for one more attribute, else
 * answers with what is known.
 * @throws RookeryError as ModelCalls does, and UNAVAILABLE when the model answers the person with nothing
 */
export async function nextTurn(
  conversation: Conversation,
  models: ModelCalls,
  signal: AbortSignal,
): Promise<Turn> {
  const candidates = candidatesOf(conversation);
  const reason =
    reasonWithoutAsking(conversation, candidates) ??
    ((await knowsEnough(conversation, models, signal)) ? 'sufficient' : undefined);
  if (reason !== undefined) return answer(conversation, reason, models, signal);
  const { attribute, question } = await chooseQuestion(conversation, candidates, models, signal);
  return { kind: 'question', conversation: ask(conversation, attribute), attribute, text: question };
}

function reasonWithoutAsking(
  { settings, asked, closed }: Conversation,
  candidates: readonly AttributeKey[],
): AnswerReason | undefined {
  if (closed) return 'closed';
  if (candidates.length === 0) return 'exhausted';
  return asked.length >= settings.maxQuestions ? 'budget' : undefined;
}

// A decision that stays unreadable counts as "not enough": answering uninformed would be the unsafe guess.
async function knowsEnough(
  conversation: Conversation,
  models: ModelCalls,
  signal: AbortSignal,
): Promise<boolean> {
  const { settings, known } = conversation;
  const completeness = await readably(conversation, 'abstain', signal, (call) =>
    models.completeness({ query: settings.query, known }, call),
  );
  return completeness !== undefined && completeness >= settings.completenessThreshold;
}

async function chooseQuestion(
  conversation: Conversation,
  candidates: readonly AttributeKey[],
  models: ModelCalls,
  signal: AbortSignal,
): Promise<AcquireAnswer> {
  const { settings, known } = conversation;
  const { query, examples } = settings;
  const chosen = await readably(conversation, 'acquire', signal, (call) =>
    models.acquire({ query, known, candidates, examples }, call),
  );
  return chosen ?? fallbackQuestion(candidates, examples);
}

async function answer(
  conversation: Conversation,
  reason: AnswerReason,
  models: ModelCalls,
  signal: AbortSignal,
): Promise<Turn> {
  const { settings, known } = conversation;
  const text = await readably(conversation, 'answer', signal, async (call) => {
    const written = await models.answer(settings.query, known, call);
    return written.trim() === '' ? { readable: false } : { readable: true, value: written };
  });
  if (text === undefined) {
    throw new RookeryError(
      'UNAVAILABLE',
      `model ${settings.model}: wrote no answer in ${ATTEMPTS} attempts`,
      {
        reason: 'MODEL_SERVER_EMPTY_ANSWER',
      },
    );
  }
  return { kind: 'answer', conversation, reason, text };
}

async function readably<T>(
  conversation: Conversation,
  purpose: string,
  signal: AbortSignal,
  attemptOnce: (call: ModelCall) => Promise<Reading<T> | { readable: false }>,
): Promise<T | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const reading = await attemptOnce(callOf(conversation, purpose, attempt, signal));
    if (reading.readable) return reading.value;
  }
  return undefined;
}

// The id holds all that the call depends on: a conversation repeated under its id is answered alike, and one that only
// borrows the id of another is not given that one's answers.
function callOf(
  { settings, known, asked }: Conversation,
  purpose: string,
  attempt: number,
  signal: AbortSignal,
): ModelCall {
  const { id, query, model, seed, examples } = settings;
  return {
    model,
    id: callId(
      id,
      purpose,
      asked.length,
      attempt,
      model,
      seed ?? '',
      JSON.stringify([query, known, asked, examples]),
    ),
    seed: seed === undefined ? undefined : deriveSeed(seed, purpose, asked.length, attempt),
    signal,
  };
}
