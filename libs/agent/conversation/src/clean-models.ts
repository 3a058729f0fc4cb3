import { AnswerState, type GenerateResponse } from '@rookery/shared-contracts';
import type { GenerateCall, Inference } from '@rookery/shared-routing';
import type { WrittenAnswer } from './written-answer.ts';

/** Models as conversations ask them. */
export type Asking = Pick<Inference, 'generate' | 'generateStream'>;

/**
 * The same models, as a conversation asks them. U+0000, which no database keeps and no screen shows, is taken out of what they say.
 * @param more what else is asked of every call
 * @param heard is told every completion
 */
export function cleanModels(
  inference: Asking,
  more: Pick<GenerateCall, 'maxOutputTokens'> = {},
  heard: (completed: GenerateResponse) => void = () => undefined,
): Asking {
  const asked = (request: GenerateCall): GenerateCall => ({ ...request, ...more });
  const clean = (completed: GenerateResponse): GenerateResponse => {
    heard(completed);
    return { ...completed, text: withoutNul(completed.text) };
  };
  return {
    generate: async (request, options) => clean(await inference.generate(asked(request), options)),
    async *generateStream(request, options) {
      for await (const { event } of inference.generateStream(asked(request), options)) {
        if (event?.$case === 'text') yield { event: { $case: 'text', value: withoutNul(event.value) } };
        else if (event?.$case === 'completed') {
          yield { event: { $case: 'completed', value: clean(event.value) } };
        }
      }
    },
  };
}

/** What a completion says of an answer besides its text. */
export function answerFrom(text: string, completed: GenerateResponse | undefined): WrittenAnswer {
  return { text, cut: completed?.state === AnswerState.CUT, sent: completed?.sent };
}

/** The text without U+0000. */
export function withoutNul(text: string): string {
  return text.replaceAll('\u0000', '');
}
