import { AnswerState, type GenerateResponse } from '@rookery/shared-contracts';
import type { GenerateCall, Inference } from '@rookery/shared-routing';
import type { WrittenAnswer } from './written-answer.ts';

/** Models as conversations ask them. */
export type Asking = Pick<Inference, 'generate' | 'generateStream'>;

/**
 * The same models, asked for more, and heard.
 * @param more what else is asked of every call
 * @param heard is told every completion
 */
export function askingFor(
  inference: Asking,
  more: Pick<GenerateCall, 'maxOutputTokens'>,
  heard: (completed: GenerateResponse) => void,
): Asking {
  return {
    async generate(request, options) {
      const completed = await inference.generate({ ...request, ...more }, options);
      heard(completed);
      return completed;
    },
    async *generateStream(request, options) {
      for await (const said of inference.generateStream({ ...request, ...more }, options)) {
        if (said.event?.$case === 'completed') heard(said.event.value);
        yield said;
      }
    },
  };
}

/** What a completion says of an answer besides its text. */
export function answerFrom(text: string, completed: GenerateResponse | undefined): WrittenAnswer {
  return { text, cut: completed?.state === AnswerState.CUT, sent: completed?.sent };
}
