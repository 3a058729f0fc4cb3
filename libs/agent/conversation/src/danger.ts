import { combined, couldNotLook, screen, type CrisisLevel, type Screening } from '@rookery/agent-crisis';
import { timeLimit } from '@rookery/shared-concurrency';
import type { AgentCalls } from './agent-calls.ts';
import { attempts } from './attempts.ts';
import type { Conversation } from './conversation.ts';

/** Somebody may be in danger, and the person is told at once whom they can turn to. */
export interface Alarm {
  readonly kind: 'crisis';
  readonly level: Exclude<CrisisLevel, 'none'>;
  /** What the screen saw, `language-meaning`: a person in danger reads the language they have just written. */
  readonly matches: readonly string[];
  /** BCP 47: where the person is, else the language of the message as far as it is known. */
  readonly locale: string | undefined;
}

/** What the deterministic screen said, for traces; `failed` when it could not look at all of a message. */
export type ScreenResult = CrisisLevel | 'failed';

/** The screen's level under the name that traces have for it. */
export function screenResult(screening: Screening): ScreenResult {
  return screening.level === 'concern' && couldNotLook(screening) ? 'failed' : screening.level;
}

/** Whether no model could take the alarm back, so that nobody has to wait for one. */
export function isCertain(screening: Screening): boolean {
  return screening.level === 'crisis' || couldNotLook(screening);
}

/** The alarm that a level raises; none for `none`. */
export function alarm(
  level: CrisisLevel,
  { matches }: Screening,
  locale: string | undefined,
): Alarm | undefined {
  return level === 'none' ? undefined : { kind: 'crisis', level, matches, locale };
}

/** The alarm that a message raises by itself, before any model is asked; undefined when nothing is certain. */
export function alarmAtOnce(text: string, locale: string | undefined): Alarm | undefined {
  const screening = screen(text);
  return isCertain(screening) ? alarm(screening.level, screening, locale) : undefined;
}

/** A second look that takes longer is of no use: what the screen saw stands. In milliseconds. */
const LONGEST_LOOK_MS = 10_000;

/** What the model said in its second look. */
export type SecondLook = CrisisLevel | 'unreadable';

/**
 * The model's second look at a message that the screen was not certain about.
 * @throws never for the model's sake: a model that cannot be asked or understood, or takes too long, is `unreadable`; rejects when
 *   `signal` aborts
 */
export async function lookAgain(
  conversation: Conversation,
  text: string,
  calls: AgentCalls,
  signal: AbortSignal,
): Promise<SecondLook> {
  try {
    const look = (call: Parameters<AgentCalls['secondLook']>[1]) => calls.secondLook(text, call);
    using limited = timeLimit(LONGEST_LOOK_MS, signal);
    return (await attempts(conversation, 'screen', limited.signal, [text], look)) ?? 'unreadable';
  } catch {
    signal.throwIfAborted();
    return 'unreadable';
  }
}

/** What both together mean. A model that was of no use changes nothing: a concern that nobody dispels stands. */
export function levelOf(screening: Screening, second: SecondLook | undefined): CrisisLevel {
  return second === undefined || second === 'unreadable' ? screening.level : combined(screening, second);
}
