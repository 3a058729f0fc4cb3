import { AnswerState, InferenceServiceDefinition, Purpose, Role } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { typedClient } from '@rookery/shared-transport';
import type { Channel } from 'nice-grpc';
import type { ChatMessage, ChatRequest } from '../openai/chat-request.ts';
import type { CompletionEnd } from '../openai/completion.ts';

/** What a task needs. */
export interface TaskParts {
  /** To the gateway. */
  readonly channel: Channel;
  /** Of the caller. */
  readonly headers: Readonly<Record<string, string>>;
  /** Model for tasks; undefined: the one that the request names. */
  readonly taskModel: string | undefined;
  readonly signal: AbortSignal;
}

const ROLES: Readonly<Record<ChatMessage['role'], Role>> = {
  system: Role.SYSTEM,
  developer: Role.SYSTEM,
  user: Role.USER,
  assistant: Role.ASSISTANT,
};
/** A task is small, and nobody waits for it, in milliseconds. */
const LONGEST_TASK_MS = 60_000;

/**
 * Has a model do what a program asked: the messages as they came, without an agent between.
 * @throws RookeryError as InferenceService does, and UNAVAILABLE when what the model says is no answer
 */
export async function answerTask(
  { messages, model, maxTokens, seed, schema }: ChatRequest,
  { channel, headers, taskModel = model, signal }: TaskParts,
): Promise<{ readonly text: string; readonly end: CompletionEnd }> {
  const inference = typedClient(InferenceServiceDefinition, channel, {
    headers: { ...headers, 'rookery-model': taskModel },
  });
  const { text, state, usage, simulated } = await inference.generate(
    {
      model: taskModel,
      purpose: Purpose.ANSWER,
      messages: messages.map(({ role, text: content }) => ({ role: ROLES[role], content })),
      maxOutputTokens: maxTokens,
      seed,
      responseSchema: schema ?? '',
    },
    { signal, timeoutMs: LONGEST_TASK_MS },
  );
  if (state !== AnswerState.WHOLE && state !== AnswerState.CUT) {
    throw new RookeryError('UNAVAILABLE', `model ${taskModel}: gave no answer`, {
      reason: 'MODEL_SERVER_EMPTY_ANSWER',
    });
  }
  return { text, end: { note: { kind: 'task', simulated }, usage, cut: state === AnswerState.CUT } };
}
