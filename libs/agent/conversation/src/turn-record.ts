import type { AttributeKey } from '@rookery/shared-scenario';
import type { QuestionSource } from './choose-question.ts';
import type { ScreenResult, SecondLook } from './danger.ts';
import type { GuidingPath } from './guiding-path.ts';
import type { StopDecision } from './stopping/abstention.ts';
import type { TakenIn } from './take-in.ts';
import type { Understood } from './understand.ts';

/** What was understood of a message: names and flags, never what was said. */
export interface MessageRecord
  extends
    Pick<TakenIn, 'learned' | 'corrected' | 'declined' | 'passedOver' | 'changedSubject'>,
    Pick<Understood, 'reader' | 'asksWhy' | 'language' | 'refusedFacts'> {
  readonly screen: ScreenResult;
  /** Undefined when the model was not asked. */
  readonly secondLook: SecondLook | undefined;
}

/** What led to one question or to the answer. */
export interface TurnRecord {
  readonly message: MessageRecord | undefined;
  readonly known: readonly AttributeKey[];
  readonly paths: readonly Pick<GuidingPath, 'name' | 'similarity' | 'attributes' | 'values'>[];
  /** Undefined when there was nothing to decide. */
  readonly stop: StopDecision | undefined;
  /** Undefined when the answer was given. */
  readonly asked: AttributeKey | undefined;
  readonly source: QuestionSource | undefined;
  /** `name@version`, of the conversation so far. */
  readonly promptVersions: readonly string[];
}
