import type { AnswerState, RunFact } from '@rookery/benchmark-storage';
import type { AgentServiceClient, JudgeServiceClient, SentSettings, Usage } from '@rookery/shared-contracts';
import type { Inference } from '@rookery/shared-routing';

/** The services that a run asks. */
export interface Respondents {
  readonly inference: Pick<Inference, 'generate' | 'models' | 'batches'>;
  readonly judge: Pick<JudgeServiceClient, 'judge'>;
  readonly agent: Pick<AgentServiceClient, 'converse'>;
}

/** What a model gave, an answer or not, with what the report has to say of how it came about. */
export interface GivenAnswer {
  readonly response: string;
  /** Attributes asked for, in order. */
  readonly asked: readonly string[];
  readonly usage: Usage;
  readonly state: AnswerState;
  /** Why its server says that it ended, a plain word; empty where it is not known. */
  readonly serverReason: string;
  readonly sent: SentSettings | undefined;
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
