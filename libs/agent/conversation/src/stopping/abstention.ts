import type { AbstentionForm, AttributeKey } from '@rookery/shared-scenario';

/** How a conversation decides that enough is known. */
export interface Abstention {
  readonly form: AbstentionForm;
  /** Completeness, 0..5, from which on it is enough; for the form `scale`. */
  readonly threshold: number;
}

/** What a decision saw, and what came of it. */
export interface StopDecision {
  readonly form: AbstentionForm;
  readonly enough: boolean;
  /** The model was asked twice and could not be understood. That counts as "not enough": answering uninformed is unsafe. */
  readonly unreadable: boolean;
  /** The model's estimate, 0..5; for `scale` and `calibrated`. */
  readonly completeness: number | undefined;
  /** The best next question; for `calibrated`. */
  readonly best: WorthOfAsking | undefined;
  /** What the model would ask for next; for `basic`. */
  readonly proposed: AttributeKey | undefined;
}

/** What asking for an attribute is expected to bring, and what it costs the person; points of score, 0..4. */
export interface WorthOfAsking {
  readonly attribute: AttributeKey;
  readonly gain: number;
  readonly cost: number;
}
