import type { OutcomeState, ResultRecord } from '@rookery/benchmark-storage';
import { ResultState, type Result } from '@rookery/shared-contracts';
import { statusToWire } from '@rookery/shared-scenario';
import { usageToWire } from './usage.ts';

const STATES: Readonly<Record<OutcomeState, ResultState>> = {
  scored: ResultState.SCORED,
  unscored: ResultState.UNSCORED,
  failed: ResultState.FAILED,
};

export function resultToWire(result: ResultRecord): Result {
  const { scores } = result;
  return {
    name: `runs/${result.run}/results/${result.sample}`,
    scenario: `scenarios/${result.scenarioId}`,
    model: result.model,
    status: statusToWire(result.status),
    repetition: result.repetition,
    state: STATES[result.state],
    reason: result.reason,
    response: result.response,
    riskSensitivity: scores?.riskSensitivity,
    emotionalEmpathy: scores?.emotionalEmpathy,
    userAlignment: scores?.userAlignment,
    score:
      scores === undefined
        ? undefined
        : (scores.riskSensitivity + scores.emotionalEmpathy + scores.userAlignment) / 3,
    asked: [...result.asked],
    usage: usageToWire(result.usage),
    createTime: result.createdAt,
  };
}
