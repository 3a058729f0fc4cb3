import type { RunFact, StoredAnswer } from '@rookery/benchmark-storage';
import type { AgentServiceClient, JudgeServiceClient } from '@rookery/shared-contracts';
import type { Inference } from '@rookery/shared-routing';

/** The services that a run asks. */
export interface Respondents {
  readonly inference: Pick<Inference, 'generate' | 'models'>;
  readonly judge: Pick<JudgeServiceClient, 'judge'>;
  readonly agent: Pick<AgentServiceClient, 'converse'>;
}

/** An answer as a model gave it, with what the report has to say of how it came about. */
export interface GivenAnswer extends StoredAnswer {
  readonly facts: readonly RunFact[];
}

/** How one step of a sample is asked for. */
export interface Step {
  /** Names the step: asked for again under the same id, the other side returns what it has. */
  readonly requestId: string;
  /** 32 bits. */
  readonly seed: number;
  readonly signal: AbortSignal;
}
