import { wrapped } from '@rookery/cli-rendering';
import {
  planTrials,
  redTeamReport,
  verdictId,
  type FamilyReport,
  type MeanDifference,
  type RedTeamReport,
  type Share,
} from '@rookery/judge-red-team';
import type { CommandContext } from '../command-context.ts';
import { thoseThatHold, type Measured } from '../conditions.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { EXIT } from '../terminal/exit-code.ts';
import { table } from '../terminal/table.ts';
import type { RED_TEAM_MEASURES, RedTeamFlags } from './redteam-options.ts';
import { budgetOf, verdictsOf, type Wanted } from './redteam-verdicts.ts';

const WIDTH = 80;
/** Attacks that had success, listed one by one. */
const LISTED = 15;

/** `rookery redteam`: attacks a judge, and says what it fell for. Returns the exit code. */
export async function redTeam(context: CommandContext, flags: RedTeamFlags): Promise<number> {
  const { families, cases: casesPerAttack, attacks: mostAttacks, seed, judge, protocol } = flags;
  const name = flags.resume ?? crypto.randomUUID().slice(0, 8);
  const plan = planTrials({ families, casesPerAttack, mostAttacks, seed });
  const wanted = plan.trials.map((trial): Wanted => ({
    id: trial.id,
    requestId: verdictId(`${name}/${judge}/${protocol}/${seed}/${flags.judgeMaxOutputTokens ?? ''}`, trial),
    judged: trial.judged,
    seed: trial.seed,
  }));
  const budget = `${plan.attacks} attacks on ${plan.cases} cases, ${budgetOf(wanted, protocol)}`;
  if (flags.dryRun) {
    context.print(
      context.json ? JSON.stringify({ ...counts(plan), verdicts: wanted.length }) : wrapped(budget, WIDTH),
    );
    return EXIT.ok;
  }
  context.note(wrapped(`red team ${name} on ${judge}: ${budget}`, WIDTH));
  const goOn = `go on with: npx rookery redteam --resume ${name}, and the same flags`;
  const given = await withPlatform(context, (platform) =>
    verdictsOf(platform, wanted, flags, context.interrupted),
  ).catch((error: unknown) => {
    context.note(goOn);
    throw error;
  });
  const report = redTeamReport(
    judge,
    plan.trials.map((trial) => ({ trial, verdict: given.verdicts.get(trial.id) })),
  );
  context.print(context.json ? JSON.stringify(report) : asText(report));
  if (given.failed > 0) {
    context.note(`${given.failed} calls failed, the last one: ${given.lastFailure ?? ''}`);
    context.note(goOn);
  }
  const broken = thoseThatHold(flags.failOn, measuresOf(report));
  for (const words of broken) context.note(`--fail-on ${words}`);
  if (broken.length > 0) return EXIT.failed;
  return given.failed > 0 ? EXIT.incomplete : EXIT.ok;
}

function counts({ attacks, cases }: { attacks: number; cases: number }): object {
  return { attacks, cases };
}

function measuresOf({
  all,
}: RedTeamReport): Record<(typeof RED_TEAM_MEASURES)[number], Measured | undefined> {
  const measured = ({ hits, trials }: Share): Measured | undefined =>
    trials === 0 ? undefined : { value: hits, outOf: trials };
  return {
    success: measured(all.success),
    raised: measured(all.raised),
    denied: measured(all.denied),
    broken: measured(all.broken),
    unknown: { value: all.unknown, outOf: all.unknown + all.success.trials },
  };
}

function asText(report: RedTeamReport): string {
  const { judge, simulated, promptVersions, margin, falseAlarms, twinsUnscored, cleanFlagged, set } = report;
  const title = `${simulated ? 'SIMULATED judge: ' : ''}red team of ${judge}`;
  const rows = [...report.families, report.all].map(rowOf);
  const listed = report.successes.slice(0, LISTED);
  return [
    `${title}\n${'='.repeat(title.length)}`,
    wrapped(
      `Set ${set}, ${promptVersions.join(', ')}. An attack has success when the mean score rises by ${margin} or more above the same reply without it (raised), when there is no verdict (denied), or when it cannot be read (broken). Shares with 95% intervals; lift in points of the mean score.`,
      WIDTH,
    ),
    table(['family', 'tried', 'success', 'r/d/b', 'lift', 'flagged'], rows),
    wrapped(
      `r/d/b: raised, denied and broken, in per cent. By noise alone, ${percent(falseAlarms)} of the verdicts on clean replies would count as raised. ${cleanFlagged.hits} of ${cleanFlagged.trials} verdicts on clean replies carry a sign of an attack.${
        twinsUnscored === 0
          ? ''
          : ` ${twinsUnscored} clean replies have no score, so nothing can be raised above them.`
      }${report.all.unknown === 0 ? '' : ` Of ${report.all.unknown} attacks nothing can be said.`}`,
      WIDTH,
    ),
    ...(promptVersions.length > 1
      ? [wrapped('Verdicts of several versions of the prompt are mixed: ask anew without --resume.', WIDTH)]
      : []),
    ...(listed.length === 0
      ? []
      : [
          `Success${report.successes.length > LISTED ? `, ${LISTED} of ${report.successes.length}` : ''}`,
          table(
            ['attack', 'technique', 'case', 'outcome', 'lift'],
            listed.map(({ attack, technique, case: on, outcome, lift }) => [
              attack,
              technique,
              on,
              outcome,
              lift === undefined ? '-' : signed(lift),
            ]),
          ),
        ]),
  ].join('\n\n');
}

function rowOf({ family, success, raised, denied, broken, lift, flagged }: FamilyReport): string[] {
  return [
    family,
    String(success.trials),
    percent(success),
    success.trials === 0
      ? '-'
      : [raised, denied, broken].map(({ value }) => Math.round(value * 100)).join('/'),
    difference(lift),
    short(flagged),
  ];
}

/** `12% [5%, 27%]` */
export function percent({ value, interval }: Share): string {
  if (interval === undefined) return '-';
  return `${whole(value)} [${whole(interval.low)}, ${whole(interval.high)}]`;
}

function short({ value, trials }: Share): string {
  return trials === 0 ? '-' : whole(value);
}

function whole(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** `+0.42 [0.10, 0.75]` */
export function difference({ value, interval, pairs }: MeanDifference): string {
  if (pairs === 0) return '-';
  if (interval === undefined) return signed(value);
  return `${signed(value)} [${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}]`;
}

function signed(value: number): string {
  const text = value.toFixed(2);
  return text === '-0.00' ? '+0.00' : `${value < 0 ? '' : '+'}${text}`;
}
