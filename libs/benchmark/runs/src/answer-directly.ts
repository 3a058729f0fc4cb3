import { RUN_DEFAULTS, type RunSettings } from '@rookery/benchmark-samples';
import type { PendingSample } from '@rookery/benchmark-storage';
import { answerStateFromWire } from '@rookery/benchmark-wire';
import { addUsage, NO_USAGE, Purpose } from '@rookery/shared-contracts';
import { answerPrompt } from '@rookery/shared-prompting';
import type { Profile } from '@rookery/shared-scenario';
import type { GivenAnswer, Respondents, Step } from './respondents.ts';

/** The statuses without an agent: one completion, of the query and what is known, nothing or the whole profile. */
export async function answerDirectly(
  { inference }: Pick<Respondents, 'inference'>,
  { maxOutputTokens = RUN_DEFAULTS.maxOutputTokens, batch }: Pick<RunSettings, 'maxOutputTokens' | 'batch'>,
  { scenario, model }: PendingSample,
  known: Profile,
  { requestId, seed, signal }: Step,
): Promise<GivenAnswer> {
  const { messages, version } = answerPrompt(scenario.query, known);
  const response = await inference.generate(
    { requestId, model, purpose: Purpose.ANSWER, messages, seed, maxOutputTokens, batch: batch === true },
    { signal },
  );
  return {
    response: response.text,
    asked: [],
    usage: addUsage(NO_USAGE, response.usage),
    state: answerStateFromWire(response.state),
    serverReason: response.serverReason,
    sent: response.sent,
    facts: [{ kind: 'prompt', value: version }],
  };
}
