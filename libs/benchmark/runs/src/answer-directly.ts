import type { PendingSample } from '@rookery/benchmark-storage';
import { addUsage, NO_USAGE, Purpose } from '@rookery/shared-contracts';
import { answerPrompt } from '@rookery/shared-prompting';
import type { Profile } from '@rookery/shared-scenario';
import type { GivenAnswer, Respondents, Step } from './respondents.ts';

/** The statuses without an agent: one completion, of the query and what is known, nothing or the whole profile. */
export async function answerDirectly(
  { inference }: Pick<Respondents, 'inference'>,
  { scenario, model }: PendingSample,
  known: Profile,
  { requestId, seed, signal }: Step,
): Promise<GivenAnswer> {
  const { messages, version } = answerPrompt(scenario.query, known);
  const response = await inference.generate(
    { requestId, model, purpose: Purpose.ANSWER, messages, seed },
    { signal },
  );
  return {
    response: response.text,
    asked: [],
    usage: addUsage(NO_USAGE, response.usage),
    facts: [{ kind: 'prompt', value: version }],
  };
}
