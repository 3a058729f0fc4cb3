import type { Scenario } from '@rookery/shared-scenario';
import rows from '../data/own-scenarios.json' with { type: 'json' };
import { toScenario } from '@rookery/shared-scenario-rows';

/**
 * The 70 scenarios that ship with the platform, in the order of their file: seven domains, five people in each,
 * two queries a person. They pass through the same mapping as any import.
 */
export function ownScenarios(): Scenario[] {
  return rows.map((row, index) => {
    const outcome = toScenario(row, index + 1);
    if ('scenario' in outcome) return outcome.scenario;
    throw new TypeError(`own scenario ${index + 1}: ${outcome.rejection.column} ${outcome.rejection.reason}`);
  });
}
