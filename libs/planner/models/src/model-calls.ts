import {
  abstainScalePrompt,
  abstainScaleSchema,
  acquirePrompt,
  acquireSchema,
  priorPrompt,
  priorSchema,
  readAcquire,
  readCompleteness,
  readRanking,
  type AbstainInput,
  type AcquireAnswer,
  type AcquireInput,
  type PriorInput,
  type Reading,
} from '@rookery/planner-prompts';
import { answerPrompt } from '@rookery/shared-answering';
import { Purpose, type Message } from '@rookery/shared-contracts';
import { promptLabel } from '@rookery/shared-prompting';
import type { Inference } from '@rookery/shared-routing';
import type { AttributeKey, Profile } from '@rookery/shared-scenario';
import type { CallLedger } from './call-ledger.ts';
import { patiently } from './patiently.ts';

/** How one call is made. */
export interface ModelCall {
  /** Model id, e.g. `sim/gpt-4o`. */
  readonly model: string;
  /** Request id (see callId); empty: asked anew each time. */
  readonly id: string;
  /** 0..2^32-1; undefined leaves the sampling to the model's server. */
  readonly seed: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * What planner and agent ask of models. Errors: those of the inference service (NOT_FOUND, UNAVAILABLE,
 * RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, CANCELLED); an answer that cannot be understood is a value.
 */
export interface ModelCalls {
  /** The reply to a person of whom exactly this is known; may be empty when a filter cut it away. */
  answer(query: string, known: Profile, call: ModelCall): Promise<string>;
  rank(input: PriorInput, call: ModelCall): Promise<Reading<AttributeKey[]>>;
  acquire(input: AcquireInput, call: ModelCall): Promise<Reading<AcquireAnswer>>;
  /** How completely the person is known, 0..5. */
  completeness(input: AbstainInput, call: ModelCall): Promise<Reading<number>>;
}

/** The calls, made through `inference` and entered in `ledger`. */
export function modelCalls(inference: Pick<Inference, 'generate'>, ledger: CallLedger): ModelCalls {
  async function generate(request: Asked, call: ModelCall): Promise<string> {
    const { model, id, seed, signal } = call;
    const wanted = {
      requestId: id,
      model,
      purpose: request.purpose,
      messages: request.messages,
      responseSchema: request.schema ?? '',
      seed,
    };
    const response = await patiently(() => inference.generate(wanted, { signal }), signal);
    ledger.add({ ...response, promptVersion: request.promptVersion });
    return response.text;
  }

  return {
    async answer(query, known, call) {
      const { messages, version } = answerPrompt(query, known);
      return generate({ purpose: Purpose.ANSWER, messages, promptVersion: version }, call);
    },
    async rank(input, call) {
      const text = await generate(
        {
          purpose: Purpose.PRIOR,
          messages: priorPrompt.render(input),
          schema: priorSchema(input.candidates),
          promptVersion: promptLabel(priorPrompt),
        },
        call,
      );
      return readRanking(text, input.candidates);
    },
    async acquire(input, call) {
      const text = await generate(
        {
          purpose: Purpose.ACQUIRE,
          messages: acquirePrompt.render(input),
          schema: acquireSchema(input.candidates),
          promptVersion: promptLabel(acquirePrompt),
        },
        call,
      );
      return readAcquire(text, input.candidates);
    },
    async completeness(input, call) {
      const text = await generate(
        {
          purpose: Purpose.ABSTAIN,
          messages: abstainScalePrompt.render(input),
          schema: abstainScaleSchema,
          promptVersion: promptLabel(abstainScalePrompt),
        },
        call,
      );
      return readCompleteness(text);
    },
  };
}

interface Asked {
  readonly purpose: Purpose;
  readonly messages: Message[];
  readonly schema?: string;
  readonly promptVersion: string;
}
