import { couldNotLook, screen, type CrisisLevel } from '@rookery/planner-crisis';
import type { AgentCalls } from '@rookery/planner-models';
import { attempts } from './attempts.ts';
import type { Conversation } from './conversation.ts';

/** What the deterministic screen said; `failed` when it broke, which counts as danger. */
export type ScreenResult = CrisisLevel | 'failed';

/** Screens a message. A screen that could not look at all of it must not leave anybody alone: no model takes that back. */
export function screened(text: string): ScreenResult {
  const screening = screen(text);
  return screening.level === 'concern' && couldNotLook(screening) ? 'failed' : screening.level;
}

/** Whether the screen alone is reason enough to name somebody to turn to. */
export function isDanger(result: ScreenResult): boolean {
  return result === 'crisis' || result === 'failed';
}

/** What the model said in its second look. */
export type SecondLook = CrisisLevel | 'unreadable';

/**
 * The model's second look at a message that the screen was not certain about.
 * @throws never for the model's sake: a model that can not be asked or understood is `unreadable`; rejects when `signal` aborts
 */
export async function lookAgain(
  conversation: Conversation,
  text: string,
  calls: AgentCalls,
  signal: AbortSignal,
): Promise<SecondLook> {
  try {
    const look = (call: Parameters<AgentCalls['secondLook']>[1]) => calls.secondLook(text, call);
    return (await attempts(conversation, 'screen', signal, [text], look)) ?? 'unreadable';
  } catch {
    signal.throwIfAborted();
    return 'unreadable';
  }
}

/** What both together mean. In doubt for the person: a concern that nobody could dispel is danger. */
export function bothMeanDanger(result: ScreenResult, second: SecondLook): boolean {
  return second === 'crisis' || (result === 'concern' && second !== 'none');
}
