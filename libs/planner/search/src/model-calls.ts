import { priorPrompt, priorSchema, readRanking, type PriorInput } from './prior.ts';
import { type Reading, askModel, type ModelCall, type CallLedger } from '@rookery/shared-model-calls';
import { answerPrompt, promptLabel } from '@rookery/shared-prompting';
import { Purpose } from '@rookery/shared-contracts';
import type { Inference } from '@rookery/shared-routing';
import type { AttributeKey, Profile } from '@rookery/shared-scenario';

/**
 * What a planner asks of models. Errors: those of the inference service (NOT_FOUND, UNAVAILABLE,
 * RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, CANCELLED); an answer that cannot be understood is a value.
 */
export interface ModelCalls {
  /** The reply to a person of whom exactly this is known; may be empty when a filter cut it away. */
  answer(query: string, known: Profile, call: ModelCall): Promise<string>;
  rank(input: PriorInput, call: ModelCall): Promise<Reading<AttributeKey[]>>;
}

/** The calls, made through `inference` and entered in `ledger`. */
export function modelCalls(inference: Pick<Inference, 'generate'>, ledger: CallLedger): ModelCalls {
  return {
    async answer(query, known, call) {
      const { messages, version } = answerPrompt(query, known);
      return askModel(inference, ledger, { purpose: Purpose.ANSWER, messages, promptVersion: version }, call);
    },
    async rank(input, call) {
      const asked = {
        purpose: Purpose.PRIOR,
        messages: priorPrompt.render(input),
        schema: priorSchema(input.candidates),
        promptVersion: promptLabel(priorPrompt),
      };
      return readRanking(await askModel(inference, ledger, asked, call), input.candidates);
    },
  };
}
