import {
  describeJudge,
  describeRejudge,
  type JudgeFlags,
  type VerdictFlags,
} from '../commands/judge-options.ts';
import {
  type BiasFlags,
  describeBias,
  describeRedTeam,
  type RedTeamFlags,
} from '../commands/redteam-options.ts';
import type { DrawFlags } from '../commands/ratings.ts';
import { DEFAULT_MODEL } from '../default-model.ts';
import { wholeNumber } from '../option-values.ts';
import type { CommandLine } from './command-line.ts';

/** Judges: answers of others, other judges, ratings by people, attacks. */
export function describeJudging(line: CommandLine): void {
  const { program, context, endWith } = line;

  describeJudge(program.command('judge <file>')).action(async (file: string, flags: JudgeFlags) => {
    endWith(await import('../commands/judge.ts').then(({ judgeFile }) => judgeFile(context(), file, flags)));
  });

  describeRejudge(program.command('rejudge <run>')).action(async (name: string, flags: VerdictFlags) => {
    endWith(await import('../commands/rejudge.ts').then(({ rejudge }) => rejudge(context(), name, flags)));
  });

  program
    .command('drift <run> [base]')
    .description('how the scores of a run differ from those of another; unset: of the run it judged again')
    .action((name: string, base?: string) =>
      import('../commands/rejudge.ts').then(({ drift }) => drift(context(), name, base)),
    );

  const ratings = program.command('ratings').description("people's ratings of a run's answers");

  ratings
    .command('draw <run>')
    .description('draw answers at random, to be rated blind')
    .option('--count <n>', 'answers to draw in all', wholeNumber(1, 100000), 50)
    .option('--stratified', 'equally many of each model and status', false)
    .option('--seed <n>', 'seed of the draw', wholeNumber(0, 4294967295), 1)
    .action((name: string, flags: DrawFlags) =>
      import('../commands/ratings.ts').then(({ drawItems }) => drawItems(context(), name, flags)),
    );

  ratings
    .command('label <run>')
    .description('rate drawn answers in the terminal; the same command goes on later')
    .requiredOption('--annotator <name>', 'who rates')
    .action((name: string, flags: { annotator: string }) =>
      import('../commands/ratings.ts').then(({ labelItems }) => labelItems(context(), name, flags.annotator)),
    );

  ratings
    .command('import <run> <file>')
    .description('take ratings from a CSV or JSON file (docs/judging.md has the columns)')
    .option('--annotator <name>', 'who rated where a row does not say it', '')
    .action(async (name: string, file: string, flags: { annotator: string }) => {
      endWith(
        await import('../commands/rating-files.ts').then(({ importRatings }) =>
          importRatings(context(), name, file, flags.annotator),
        ),
      );
    });

  ratings
    .command('export <run> <file>')
    .description('write all ratings as CSV')
    .action((name: string, file: string) =>
      import('../commands/rating-files.ts').then(({ exportRatings }) => exportRatings(context(), name, file)),
    );

  ratings
    .command('delete <run>')
    .description("erase one annotator's ratings, or all with the draw")
    .option('--annotator <name>', 'only those of this annotator')
    .action((name: string, flags: { annotator?: string }) =>
      import('../commands/ratings.ts').then(({ deleteRatings }) =>
        deleteRatings(context(), name, flags.annotator),
      ),
    );

  program
    .command('agreement <run>')
    .description('how the judge of a run agrees with people, and they with each other')
    .option('--calibration', 'say also what calibrating the judge by these ratings would reach', false)
    .action((name: string, flags: { calibration: boolean }) =>
      import('../commands/agreement.ts').then(({ agreement }) => agreement(context(), name, flags)),
    );

  describeRedTeam(program.command('redteam'), DEFAULT_MODEL).action(async (flags: RedTeamFlags) => {
    endWith(await import('../commands/redteam.ts').then(({ redTeam }) => redTeam(context(), flags)));
  });

  describeBias(program.command('judge-bias'), DEFAULT_MODEL).action(async (flags: BiasFlags) => {
    endWith(await import('../commands/judge-bias.ts').then(({ judgeBias }) => judgeBias(context(), flags)));
  });
}
