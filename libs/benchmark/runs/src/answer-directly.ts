import type { PendingSample } from '@rookery/benchmark-storage';
import { answerPrompt } from '@rookery/shared-prompting';
import { Purpose } from '@rookery/shared-contracts';
import type { GivenAnswer, Respondents, Step } from './models.ts';
import { usageOf } from './usage.ts';

/** The statuses without an agent: one completion, of the query alone or of the query and the whole profile. */
export async function answerDirectly(
  { inference }: Pick<Respondents, 'inference'>,
  { scenario, model, status }: PendingSample,
  { requestId, seed, signal }: Step,
): Promise<GivenAnswer> {
  const { messages, version } = answerPrompt(
    scenario.query,
    status === 'context-rich' ? scenario.profile : {},
  );
  const response = await inference.generate(
    { requestId, model, purpose: Purpose.ANSWER, messages, seed },
    { signal },
  );
  return {
    response: response.text,
    asked: [],
    usage: usageOf(response.usage),
    facts: [{ kind: 'prompt', value: version }],
  };
}
