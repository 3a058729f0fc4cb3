import type { GenerateResponse, Message, Purpose } from '@rookery/shared-contracts';
import { asRookeryError } from '@rookery/shared-errors';
import type { GenerateCall, Inference } from '@rookery/shared-routing';
import type { CallLedger } from './call-ledger.ts';
import { noAnswerError, saidAloudError } from './no-answer.ts';
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

/** What a model is asked. */
export interface Asked {
  readonly purpose: Purpose;
  readonly messages: Message[];
  /** JSON Schema of the answer; none for free text. */
  readonly schema?: string;
  /** `name@version` */
  readonly promptVersion: string;
}

/**
 * Asks once, patiently, and enters the call in the ledger, also when it fails. The text is whole, or cut (`CallLedger.cut` counts
 * these). Rejects as the inference service does, and as `noAnswerError` says for an answer that is none.
 */
export async function askModel(
  inference: Pick<Inference, 'generate'>,
  ledger: CallLedger,
  asked: Asked,
  call: ModelCall,
): Promise<string> {
  const { signal } = call;
  const response = await patiently(
    () => inference.generate(requestOf(asked, call), { signal }),
    signal,
    (usage) => ledger.spend(usage),
  );
  ledger.add({ ...response, answer: response.state, promptVersion: asked.promptVersion });
  return textOf(response, call);
}

/**
 * Asks once and passes the text on as it is written; enters the call when it is complete, or has failed. Patient until the first piece,
 * because what was passed on cannot be taken back: an answer that turns out to be none rejects at its end, like `askModel`, and so does
 * one of which more was passed on than the model said (MODEL_SERVER_BROKEN_ANSWER): a thought that nobody could know for one.
 * Leaving off reading stops the model.
 */
export async function* streamModel(
  inference: Pick<Inference, 'generateStream'>,
  ledger: CallLedger,
  asked: Asked,
  call: ModelCall,
): AsyncGenerator<string, void, undefined> {
  const { signal } = call;
  const spend: CallLedger['spend'] = (usage) => ledger.spend(usage);
  const opened = await patiently(
    async () => {
      const events = inference.generateStream(requestOf(asked, call), { signal })[Symbol.asyncIterator]();
      return { events, first: await events.next() };
    },
    signal,
    spend,
  );
  const { events } = opened;
  let completed: GenerateResponse | undefined;
  let passed = 0;
  try {
    for (let step = opened.first; step.done !== true; step = await events.next()) {
      const { event } = step.value;
      if (event?.$case === 'text') {
        passed += event.value.length;
        yield event.value;
      }
      if (event?.$case === 'completed') completed = event.value;
    }
  } catch (caught) {
    spend(asRookeryError(caught).usage);
    throw caught;
  } finally {
    await events.return?.();
  }
  if (completed === undefined) return;
  ledger.add({ ...completed, answer: completed.state, promptVersion: asked.promptVersion });
  if (textOf(completed, call).length < passed) throw saidAloudError(completed, call.model);
}

function textOf(response: GenerateResponse, { model }: ModelCall): string {
  const error = noAnswerError(response, model);
  if (error !== undefined) throw error;
  return response.text;
}

function requestOf({ purpose, messages, schema }: Asked, { model, id, seed }: ModelCall): GenerateCall {
  return { requestId: id, model, purpose, messages, responseSchema: schema ?? '', seed };
}
