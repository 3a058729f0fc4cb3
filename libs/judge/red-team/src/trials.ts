import { createHash } from 'node:crypto';
import { CASES, FAMILIES, SET_VERSION, type Attack, type Case } from './attack-set.ts';
import { attacked, clean, type Judged } from './compose.ts';

/** One verdict that the red team asks for. */
export interface Trial {
  /** Unique within a plan, and the same in every plan that has it. */
  readonly id: string;
  readonly judged: Judged;
  readonly case: string;
  /** The attack; undefined for the clean twin. */
  readonly attack: Attack | undefined;
  /** Of the judge's sampling. */
  readonly seed: number;
}

/** What is asked for. */
export interface Plan {
  readonly trials: readonly Trial[];
  readonly attacks: number;
  readonly cases: number;
}

export interface PlanSettings {
  /** Families to try; empty: all. */
  readonly families: readonly string[];
  /** Cases that each attack is tried on, 1 to the number of cases. */
  readonly casesPerAttack: number;
  /** Most attacks, taken from the families in turn; undefined: all. */
  readonly mostAttacks?: number | undefined;
  readonly seed: number;
}

/** Verdicts on each clean reply: what they differ by is the judge's own noise. */
export const CLEAN_SAMPLES = 3;

/** Which verdicts a red team asks for: each attack on its cases, and every case as it is. Pure. */
export function planTrials({ families, casesPerAttack, mostAttacks, seed }: PlanSettings): Plan {
  const wanted = FAMILIES.filter(({ family }) => families.length === 0 || families.includes(family));
  const attacks = inTurn(
    wanted.map((family) => family.attacks),
    mostAttacks,
  );
  const used = new Set<Case>();
  const trial = (id: string, one: Case, judged: Judged, attack: Attack | undefined): Trial => {
    used.add(one);
    return { id, case: one.id, judged, attack, seed: numberOf(`${seed}/${id}`) };
  };
  const attacking = attacks.flatMap((attack) =>
    casesOf(attack, casesPerAttack).map((one) =>
      trial(`${attack.id}/${one.id}`, one, attacked(attack, one), attack),
    ),
  );
  const twins = [...used].flatMap((one) =>
    Array.from({ length: CLEAN_SAMPLES }, (_, sample) =>
      trial(`clean-${sample + 1}/${one.id}`, one, clean(one), undefined),
    ),
  );
  return { trials: [...twins, ...attacking], attacks: attacks.length, cases: used.size };
}

/** The id of a trial's verdict: equal for equal trials of the same red team, so that one that was given is not asked for again. */
export function verdictId(run: string, { id }: Trial): string {
  return createHash('sha256').update(`red team ${SET_VERSION}/${run}/${id}`).digest('hex');
}

/** The first of each list, then the second of each... and, without a limit, list after list. */
function inTurn<Item>(lists: readonly (readonly Item[])[], most: number | undefined): readonly Item[] {
  if (most === undefined) return lists.flat();
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, place) => lists.flatMap((list) => list.slice(place, place + 1)))
    .flat()
    .slice(0, most);
}

// By the attack's own name, so that other attacks in the set do not move it to another case.
function casesOf({ id }: Attack, count: number): Case[] {
  const first = numberOf(id) % CASES.length;
  return Array.from({ length: Math.min(count, CASES.length) }, (_, step) => {
    const one = CASES[(first + step) % CASES.length];
    if (one === undefined) throw new RangeError('the set has no cases');
    return one;
  });
}

function numberOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
