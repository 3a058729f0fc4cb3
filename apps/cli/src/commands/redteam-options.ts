import { InvalidArgumentError, Option, type Command } from 'commander';
import { CASES, FAMILIES } from '@rookery/judge-red-team';
import { JudgeProtocol } from '@rookery/shared-contracts';
import { failOn, type Condition } from '../conditions.ts';
import { list, wholeNumber } from '../option-values.ts';

/** What `redteam --fail-on` may be about: shares of the attacks. */
export const RED_TEAM_MEASURES = ['success', 'raised', 'denied', 'broken', 'unknown'] as const;

/** What all commands are told that ask a judge. */
export interface JudgeFlags {
  readonly judge: string;
  readonly protocol: JudgeProtocol;
  readonly seed: number;
  readonly judgeMaxOutputTokens?: number;
}

/** `rookery redteam`'s flags as commander gives them. */
export interface RedTeamFlags extends JudgeFlags {
  readonly families: readonly string[];
  readonly cases: number;
  readonly attacks?: number;
  readonly dryRun: boolean;
  readonly resume?: string;
  readonly failOn: readonly Condition[];
}

/** `rookery judge-bias`'s flags as commander gives them. */
export interface BiasFlags extends JudgeFlags {
  readonly run?: string;
  readonly limit: number;
  readonly samples: number;
  readonly dryRun: boolean;
}

const PROTOCOLS: Readonly<Record<string, JudgeProtocol>> = {
  rubric: JudgeProtocol.RUBRIC,
  isolated: JudgeProtocol.ISOLATED,
  checklist: JudgeProtocol.CHECKLIST,
};

const RED_TEAM_HELP = `
Each attack is put into the poor reply of a case that comes with the platform
(or into its query or profile), and the verdict is compared with those on the
reply without it. docs/judging.md says how to read the report.
Examples:
  rookery redteam --judge gpt-4o --dry-run
  rookery redteam --judge gpt-4o --fail-on "success > 10%"
  rookery redteam --judge sim/gullible-100 --families channel,denial`;

const BIAS_HELP = `
Each answer is judged twice: as it is, and with a change that should not count.
Without --run: the poor replies that the red team starts from.
Examples:
  rookery judge-bias --judge gpt-4o
  rookery judge-bias --judge gpt-4o --run runs/... --limit 100`;

function describeJudge(command: Command, judge: string): Command {
  return command
    .option('--judge <model>', 'judge model', judge)
    .addOption(
      new Option('--protocol <name>', `how it is asked: ${Object.keys(PROTOCOLS).join(', ')}`)
        .argParser(protocolNamed)
        .default(JudgeProtocol.RUBRIC, 'rubric'),
    )
    .option('--seed <n>', 'seed of its sampling', wholeNumber(0, 4294967295), 1)
    .option(
      '--judge-max-output-tokens <n>',
      'most tokens of a verdict, thoughts included',
      wholeNumber(1, 131_072),
    );
}

/** Gives the command its description and its flags. */
export function describeRedTeam(command: Command, judge: string): Command {
  return describeJudge(command, judge)
    .description('attack a judge with everything that is known to sway judges')
    .option(
      '--families <names>',
      `families of attacks, comma-separated; unset: ${FAMILIES.length}, all there are`,
      familiesNamed,
      [],
    )
    .option(
      '--cases <n>',
      `cases that each attack is tried on, 1 to ${CASES.length}`,
      wholeNumber(1, CASES.length),
      1,
    )
    .option('--attacks <n>', 'most attacks, from the families in turn; unset: all', wholeNumber(1, 10_000))
    .option('--dry-run', 'only print what it would take', false)
    .option('--resume <name>', 'take over the verdicts of an earlier red team with these flags')
    .addOption(failOn(RED_TEAM_MEASURES))
    .addHelpText('after', RED_TEAM_HELP);
}

/** Gives the command its description and its flags. */
export function describeBias(command: Command, judge: string): Command {
  return describeJudge(command, judge)
    .description("measure what moves a judge's scores and should not")
    .option('--run <run>', 'judge answers of this run instead')
    .option('--limit <n>', 'most answers of the run', wholeNumber(1, 100_000), 50)
    .option('--samples <n>', 'verdicts on each version', wholeNumber(1, 20), 1)
    .option('--dry-run', 'only print what it would take', false)
    .addHelpText('after', BIAS_HELP);
}

function protocolNamed(name: string): JudgeProtocol {
  const found = PROTOCOLS[name];
  if (found === undefined)
    throw new InvalidArgumentError(`one of ${Object.keys(PROTOCOLS).join(', ')} is wanted`);
  return found;
}

function familiesNamed(text: string): string[] {
  const known = FAMILIES.map(({ family }) => family);
  const wanted = list(text);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`${unknown} is none; there are ${known.join(', ')}`);
  return wanted;
}
