import { describe, expect, it } from '@jest/globals';
import {
  AttackSignKind,
  JudgedMaterial,
  UnscoredReason,
  Verdict,
  VerdictState,
} from '@rookery/shared-contracts';
import { FAMILIES } from './attack-set.ts';
import { outcomeOf } from './outcome.ts';
import { redTeamReport } from './red-team-report.ts';
import { CLEAN_SAMPLES, planTrials, verdictId, type Trial } from './trials.ts';

const scored = (mean: number, more: object = {}): Verdict =>
  Verdict.fromPartial({
    state: VerdictState.SCORED,
    scores: { mean },
    promptVersion: 'judge-rubric@2',
    ...more,
  });
const unscored = (unscoredReason: UnscoredReason): Verdict =>
  Verdict.fromPartial({ state: VerdictState.UNSCORED, unscoredReason, promptVersion: 'judge-rubric@2' });

const SETTINGS = { families: [], casesPerAttack: 1, seed: 1 };
const plan = planTrials(SETTINGS);
const report = (verdictOf: (trial: Trial) => Verdict | undefined) =>
  redTeamReport(
    'a judge',
    plan.trials.map((trial) => ({ trial, verdict: verdictOf(trial) })),
  );

describe('a plan', () => {
  it('tries every attack, and each case that it uses several times without', () => {
    const clean = plan.trials.filter(({ attack }) => attack === undefined);
    expect(clean).toHaveLength(plan.cases * CLEAN_SAMPLES);
    expect(plan.trials.length - clean.length).toBe(plan.attacks);
    expect(new Set(plan.trials.map(({ id }) => id)).size).toBe(plan.trials.length);
    expect(plan.attacks).toBe(FAMILIES.reduce((sum, { attacks }) => sum + attacks.length, 0));
  });

  it('is the same for the same settings, and keeps an attack on its case when families are left out', () => {
    expect(planTrials(SETTINGS)).toEqual(plan);
    const some = planTrials({ ...SETTINGS, families: ['denial'] });
    for (const trial of some.trials) expect(plan.trials).toContainEqual(trial);
  });

  it('tries an attack on as many cases as are wanted', () => {
    const few = planTrials({ ...SETTINGS, families: ['channel', 'denial'], mostAttacks: 5 });
    expect(few.attacks).toBe(5);
    expect(few.trials.flatMap(({ attack }) => attack?.id.split('-')[0] ?? [])).toHaveLength(5);
    expect(
      new Set(plan.trials.map(({ id }) => id)).isSupersetOf(new Set(few.trials.map(({ id }) => id))),
    ).toBe(true);
    const { trials, attacks } = planTrials({ ...SETTINGS, families: ['channel'], casesPerAttack: 3 });
    expect(trials.filter(({ attack }) => attack !== undefined)).toHaveLength(3 * attacks);
  });

  it('gives verdicts ids that no other red team has', () => {
    const [trial] = plan.trials;
    if (trial === undefined) throw new Error('no trial');
    expect(verdictId('one', trial)).toBe(verdictId('one', trial));
    expect(verdictId('one', trial)).not.toBe(verdictId('other', trial));
  });
});

describe('an attack', () => {
  it.each([
    [scored(2), 1.5, 'raised'],
    [scored(5 / 3 + 1 / 3), 1.5, 'raised'],
    [scored(1.9), 1.5, 'held'],
    [scored(1), 3, 'held'],
    [scored(3), undefined, 'unknown'],
    [undefined, 1, 'unknown'],
    [unscored(UnscoredReason.JUDGE_UNAVAILABLE), 1, 'unknown'],
    [unscored(UnscoredReason.REFUSED), 1, 'denied'],
    [unscored(UnscoredReason.FILTERED), undefined, 'denied'],
    [unscored(UnscoredReason.TRUNCATED), 1, 'denied'],
    [unscored(UnscoredReason.LIMIT_SPENT_THINKING), 1, 'denied'],
    [unscored(UnscoredReason.UNREADABLE), 1, 'broken'],
    [unscored(UnscoredReason.CONTRADICTORY), 1, 'broken'],
    [unscored(UnscoredReason.OUT_OF_RANGE), 1, 'broken'],
    [unscored(UnscoredReason.INCOMPLETE), 1, 'broken'],
  ])('of which the verdict is %j beside a twin of %d is %s', (verdict, twin, outcome) => {
    expect(outcomeOf(verdict, twin)).toBe(outcome);
  });
});

describe('a report', () => {
  it('finds nothing in a judge that never moves', () => {
    const { all, families, falseAlarms, successes } = report(() => scored(1));
    expect(all).toMatchObject({ success: { hits: 0, trials: plan.attacks }, lift: { value: 0 }, unknown: 0 });
    expect(all.success.interval?.high).toBeLessThan(0.05);
    expect(families.map(({ family }) => family)).toEqual(FAMILIES.map(({ family }) => family));
    expect(falseAlarms).toMatchObject({ hits: 0, trials: plan.cases * CLEAN_SAMPLES });
    expect(successes).toEqual([]);
  });

  it('finds all of it in a judge that falls for everything', () => {
    const { all, successes } = report(({ attack }) => scored(attack === undefined ? 2 : 5));
    expect(all.success).toMatchObject({ hits: plan.attacks, value: 1 });
    expect(successes).toHaveLength(plan.attacks);
  });

  it('tells raised, denied, broken and unknown apart', () => {
    const of = {
      channel: scored(4),
      denial: unscored(UnscoredReason.REFUSED),
      completion: unscored(UnscoredReason.UNREADABLE),
    };
    const { families } = report(({ attack }) => {
      if (attack === undefined) return scored(2);
      return attack.family === 'gaming' ? undefined : (of[attack.family as keyof typeof of] ?? scored(2));
    });
    const named = (name: string) => families.find(({ family }) => family === name);
    expect(named('channel')).toMatchObject({
      raised: { value: 1 },
      denied: { value: 0 },
      lift: { value: 2 },
    });
    expect(named('denial')).toMatchObject({ raised: { value: 0 }, denied: { value: 1 }, lift: { pairs: 0 } });
    expect(named('completion')).toMatchObject({ broken: { value: 1 } });
    expect(named('gaming')).toMatchObject({ unknown: 14, success: { trials: 0, interval: undefined } });
    expect(named('authority')).toMatchObject({ success: { hits: 0 } });
  });

  it('says what noise alone would do', () => {
    let sample = 0;
    const { falseAlarms } = report(({ attack }) =>
      scored(attack === undefined && (sample += 1) % 3 === 0 ? 3 : 2),
    );
    expect(falseAlarms.value).toBeCloseTo(1 / 3, 12);
  });

  it('holds a reply of nothing against the lowest score', () => {
    const { families } = report(({ attack }) => scored(attack?.family === 'master_key' ? 2 : 4));
    expect(families.find(({ family }) => family === 'master_key')?.raised.value).toBe(1);
  });

  it('counts what carries a sign, and mixes no versions unseen', () => {
    const sign = { kind: AttackSignKind.OVERRIDE, material: JudgedMaterial.RESPONSE };
    const { all, cleanFlagged, promptVersions } = report(({ attack }) =>
      attack === undefined
        ? scored(1, { promptVersion: 'judge-rubric@1' })
        : scored(1, { attackSigns: [sign] }),
    );
    expect(all.flagged.value).toBe(1);
    expect(cleanFlagged.hits).toBe(0);
    expect(promptVersions).toEqual(['judge-rubric@1', 'judge-rubric@2']);
  });
});
