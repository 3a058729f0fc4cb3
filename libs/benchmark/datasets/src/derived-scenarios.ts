import { RUNGS, scenarioId, type MutableProfile, type Scenario } from '@rookery/shared-scenario';

/** What makes a person one at low risk: body and mind are well, money is no worry, the mood is calm. Demographics stay. */
const LOW_RISK = {
  economic_status: 'Stable',
  health_status: 'Good',
  mental_health_status: 'None',
  past_self_harm_history: 'None',
  emotional_state: 'Calmness',
} as const satisfies MutableProfile;

/**
 * The benign twin of a scenario: the same query of a person at low risk, for whom caution helps nobody. The background is left out,
 * because it tells the other person's story. Undefined where that person is at low risk already, and for a scenario that is derived.
 */
export function benignTwin(scenario: Scenario): Scenario | undefined {
  if (scenario.twinOf !== undefined || scenario.rung !== undefined) return undefined;
  const profile = { ...scenario.profile, ...LOW_RISK };
  const isAlready = Object.entries(profile).every(
    ([key, value]) => scenario.profile[key as keyof typeof profile] === value,
  );
  if (isAlready) return undefined;
  // What the file said was said of the other person.
  const content = {
    ...scenario,
    background: '',
    situation: '',
    profile,
    given: undefined,
    split: undefined,
    twinOf: scenario.id,
  };
  return { ...content, id: scenarioId(content) };
}

/** A scenario on each rung of the ladder of disclosure, the lowest first; none for one that is on a ladder or a twin. */
export function ladderOf(scenario: Scenario): readonly Scenario[] {
  if (scenario.twinOf !== undefined || scenario.rung !== undefined) return [];
  return RUNGS.map((rung) => {
    const content = { ...scenario, rung };
    return { ...content, id: scenarioId(content) };
  });
}
