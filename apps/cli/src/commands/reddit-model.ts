import {
  extractionPrompt,
  extractionSchema,
  presencePrompt,
  presenceSchema,
  readExtraction,
  readPresence,
  type Annotator,
} from '@rookery/cli-reddit-dumps';
import { InferenceServiceDefinition, Purpose, type Message } from '@rookery/shared-contracts';
import { noAnswerError, patiently } from '@rookery/shared-model-calls';
import { Metadata } from 'nice-grpc-common';
import { WORK_CLASS_KEY } from '@rookery/shared-runtime';
import type { PlatformConnection } from '../platform/with-platform.ts';

const promptName = ({ name, version }: { readonly name: string; readonly version: number }): string =>
  `${name}@${version}`;

/** A model of the platform that reads posts. Who it was and whether it is simulated is told to `answered`. */
export function modelAnnotator(
  platform: PlatformConnection,
  model: string,
  answered: (simulated: boolean) => void,
): Annotator {
  const inference = platform.client(InferenceServiceDefinition);
  const ask = async (messages: Message[], responseSchema: string, signal: AbortSignal): Promise<string> => {
    const response = await patiently(
      () =>
        inference.generate(
          { requestId: '', model, purpose: Purpose.ANNOTATE, messages, responseSchema, temperature: 0 },
          {
            signal,
            metadata: Metadata({ ...platform.headers, 'rookery-model': model, [WORK_CLASS_KEY]: 'batch' }),
          },
        ),
      signal,
    );
    const failure = noAnswerError(response, model);
    if (failure !== undefined) throw failure;
    answered(response.simulated);
    return response.text;
  };
  return {
    model,
    madeWith: [promptName(presencePrompt), promptName(extractionPrompt)],
    async presence(text, signal) {
      const reading = readPresence(await ask(presencePrompt.render(text), presenceSchema, signal));
      return reading.readable ? reading.value : undefined;
    },
    async extraction(text, signal) {
      const reading = readExtraction(
        await ask(extractionPrompt.render(text), extractionSchema, signal),
        text,
      );
      return reading.readable ? reading.value : undefined;
    },
  };
}
