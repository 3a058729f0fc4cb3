import { disclosedPart, type RunSettings } from '@rookery/benchmark-samples';
import { RookeryError } from '@rookery/shared-errors';
import { disclosed } from '@rookery/shared-scenario';
import type { PendingSample } from '@rookery/benchmark-storage';
import { answerDirectly } from './answer-directly.ts';
import { answerWithAgent } from './answer-with-agent.ts';
import type { GivenAnswer, Respondents, Step } from './respondents.ts';

/** How a sample of each status is answered; a status that is missing here does not compile. */
export function answerSample(
  respondents: Respondents,
  settings: RunSettings,
  pending: PendingSample,
  step: Step,
): Promise<GivenAnswer> {
  const { scenario } = pending;
  switch (pending.status) {
    case 'vanilla':
      return answerDirectly(respondents, settings, pending, {}, step);
    case 'context-rich':
      return answerDirectly(
        respondents,
        settings,
        pending,
        disclosed(scenario.profile, scenario.rung ?? undefined),
        step,
      );
    case 'disclosed':
      return answerDirectly(
        respondents,
        settings,
        pending,
        disclosedPart(settings, scenario, pending.repetition),
        step,
      );
    case 'agent':
      return answerWithAgent(respondents, settings, pending, undefined, step);
    case 'static':
      return answerWithAgent(respondents, { ...settings, pathUse: 'static' }, pending, undefined, step);
    case 'planner':
      return answerWithAgent(respondents, settings, pending, settings.library, step);
    case 'given':
      // Samples of such a run are those that have an answer.
      return Promise.reject(
        new RookeryError('DATA_LOSS', 'the answer that was given is not stored any more'),
      );
  }
}
