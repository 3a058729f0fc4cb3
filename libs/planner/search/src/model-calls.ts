import { priorPrompt, priorSchema, readRanking, type PriorInput } from './prior.ts';
import { type Reading, askModel, type ModelCall, type CallLedger } from '@rookery/shared-model-calls';
import { answerPrompt, promptLabel } from '@rookery/shared-prompting';
import { Purpose } from '@rookery/shared-contracts';
import type { Inference } from '@rookery/shared-routing';
import type { AttributeKey, Profile } from '@rookery/shared-scenario';

/**
 * What a planner asks of models. Errors: those of the inference service (NOT_FOUND, UNAVAILABLE, FAILED_PRECONDITION,
 * RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, CANCELLED), among them those for an answer that is none (see askModel); one that cannot be
 * understood is a value.
 */
export interface ModelCalls {
  /** The reply to a person of whom exactly this is known; never empty. */
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
