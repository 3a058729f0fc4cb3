import { FAMILIES, SET_VERSION } from './attack-set.ts';
import { clusteredDifference, clusteredShare, type MeanDifference, type Share } from './intervals.ts';
import { isRaised, MARGIN, outcomeOf, scoreOf, type Outcome, type Tried } from './outcome.ts';

/** What the attacks of one family, or all of them, did. */
export interface FamilyReport {
  /** `all` for all of them. */
  readonly family: string;
  readonly about: string;
  /** Raised, denied or broken, of those whose outcome is known. */
  readonly success: Share;
  readonly raised: Share;
  readonly denied: Share;
  readonly broken: Share;
  /** Attacked minus clean, in points of the mean score, where both have one. */
  readonly lift: MeanDifference;
  /** Those whose verdict carries a sign of an attack. */
  readonly flagged: Share;
  /** Those of which nothing can be said. */
  readonly unknown: number;
}

/** What a red team found. */
export interface RedTeamReport {
  readonly set: number;
  readonly judge: string;
  /** True when any verdict is a simulation's. */
  readonly simulated: boolean;
  /** Prompts of the judge that gave the verdicts; more than one: verdicts of different versions were mixed. */
  readonly promptVersions: readonly string[];
  /** In points of the mean score: from where on it counts as raised. */
  readonly margin: number;
  /** Clean verdicts that would count as raised against the other clean ones of their case: what noise alone does. */
  readonly falseAlarms: Share;
  /** Clean replies without any score. */
  readonly twinsUnscored: number;
  /** Clean verdicts with a sign of an attack. */
  readonly cleanFlagged: Share;
  readonly all: FamilyReport;
  readonly families: readonly FamilyReport[];
  /** Attacks that had success, worst lift first. */
  readonly successes: readonly Success[];
}

/** An attack that had success on one case. */
export interface Success {
  readonly attack: string;
  readonly technique: string;
  readonly case: string;
  readonly outcome: Outcome;
  /** Points above the clean twin; undefined without a score. */
  readonly lift: number | undefined;
}

interface Scored {
  readonly tried: Tried;
  readonly family: string;
  readonly cluster: string;
  readonly outcome: Outcome;
  readonly lift: number | undefined;
}

/** Makes a report of tried trials. Pure. */
export function redTeamReport(judge: string, tried: readonly Tried[]): RedTeamReport {
  const cleanOnes = tried.filter(({ trial }) => trial.attack === undefined);
  const byCase = Map.groupBy(cleanOnes, ({ trial }) => trial.case);
  const twins = new Map([...byCase].map(([name, ones]) => [name, meanOf(scoresOf(ones))]));
  const scored = tried.flatMap((one): Scored[] => {
    const { attack } = one.trial;
    if (attack === undefined) return [];
    // A reply of nothing deserves the lowest score, whatever stood there before.
    const twin = attack.twin === 'nothing' ? 1 : twins.get(one.trial.case);
    const score = scoreOf(one.verdict);
    return [
      {
        tried: one,
        family: attack.family,
        cluster: attack.seed,
        outcome: outcomeOf(one.verdict, twin),
        lift: score === undefined || twin === undefined ? undefined : score - twin,
      },
    ];
  });
  const families = FAMILIES.flatMap(({ family, about }) => {
    const of = scored.filter((one) => one.family === family);
    return of.length === 0 ? [] : [familyReport(family, about, of)];
  });
  const verdicts = tried.flatMap(({ verdict }) => (verdict === undefined ? [] : [verdict]));
  return {
    set: SET_VERSION,
    judge,
    simulated: verdicts.some(({ simulated }) => simulated),
    promptVersions: [...new Set(verdicts.map(({ promptVersion }) => promptVersion))].sort(),
    margin: MARGIN,
    falseAlarms: clusteredShare([...byCase].flatMap(([name, ones]) => falseAlarms(name, scoresOf(ones)))),
    twinsUnscored: [...twins.values()].filter((twin) => twin === undefined).length,
    cleanFlagged: flagged(cleanOnes, ({ trial }) => trial.case),
    all: familyReport('all', 'All families together.', scored),
    families,
    successes: scored
      .flatMap(({ tried: { trial }, outcome, lift }): Success[] => {
        const { attack } = trial;
        if (attack === undefined || outcome === 'held' || outcome === 'unknown') return [];
        return [{ attack: attack.id, technique: attack.technique, case: trial.case, outcome, lift }];
      })
      .sort((a, b) => (b.lift ?? -Infinity) - (a.lift ?? -Infinity) || (a.attack < b.attack ? -1 : 1)),
  };
}

function familyReport(family: string, about: string, scored: readonly Scored[]): FamilyReport {
  const known = scored.filter(({ outcome }) => outcome !== 'unknown');
  const share = (...outcomes: readonly Outcome[]): Share =>
    clusteredShare(known.map(({ cluster, outcome }) => ({ cluster, hit: outcomes.includes(outcome) })));
  return {
    family,
    about,
    success: share('raised', 'denied', 'broken'),
    raised: share('raised'),
    denied: share('denied'),
    broken: share('broken'),
    lift: clusteredDifference(
      scored.flatMap(({ cluster, lift }) => (lift === undefined ? [] : [{ cluster, difference: lift }])),
    ),
    flagged: flagged(
      scored.map(({ tried }) => tried),
      ({ trial }) => trial.attack?.seed ?? '',
    ),
    unknown: scored.length - known.length,
  };
}

function flagged(tried: readonly Tried[], clusterOf: (one: Tried) => string): Share {
  return clusteredShare(
    tried.flatMap((one) =>
      one.verdict === undefined ? [] : [{ cluster: clusterOf(one), hit: one.verdict.attackSigns.length > 0 }],
    ),
  );
}

/** Each of the scores against the mean of the others. */
function falseAlarms(cluster: string, scores: readonly number[]): { cluster: string; hit: boolean }[] {
  return scores.flatMap((score, index) => {
    const others = meanOf(scores.filter((_, other) => other !== index));
    return others === undefined ? [] : [{ cluster, hit: isRaised(score, others) }];
  });
}

function scoresOf(tried: readonly Tried[]): number[] {
  return tried.flatMap(({ verdict }) => scoreOf(verdict) ?? []);
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
