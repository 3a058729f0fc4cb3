import { RookeryError } from '@rookery/shared-errors';
import type { Planning } from './plan-path.ts';
import type { PlanningSettings } from './planning-settings.ts';

/** @throws RookeryError NOT_FOUND (reason MODEL_UNKNOWN) naming the option whose model no worker serves */
export async function checkModels(
  { inference }: Pick<Planning, 'inference'>,
  {
    answerModel,
    judgeModel,
    priorModel,
  }: Pick<PlanningSettings, 'answerModel' | 'judgeModel' | 'priorModel'>,
  signal: AbortSignal,
): Promise<void> {
  const known = new Set((await inference.models({ signal })).map(({ id }) => id));
  const named = { answer_model: answerModel, judge_model: judgeModel, prior_model: priorModel };
  for (const [field, model] of Object.entries(named)) {
    if (known.has(model)) continue;
    const message = `options.${field}: no worker serves ${model}; known: ${[...known].join(', ')}`;
    throw new RookeryError('NOT_FOUND', message, { reason: 'MODEL_UNKNOWN' });
  }
}
