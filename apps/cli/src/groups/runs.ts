import { Option } from 'commander';
import { describeExperiment, type ExperimentFlags } from '../commands/experiment-options.ts';
import { describePower, type PowerFlags } from '../commands/power-options.ts';
import { describeResults, type ResultsFlags } from '../commands/results-options.ts';
import { RUN_MEASURES } from '../commands/measures.ts';
import { failOn } from '../conditions.ts';
import { DEFAULT_MODEL } from '../default-model.ts';
import { amount, completeness, list, wholeNumber } from '../option-values.ts';
import { type RunFlags, runSpecOf } from '../specs.ts';
import { describeJudging } from '../judging.ts';
import { untilOption } from '../until.ts';
import { eraser, listing, type CommandLine } from './command-line.ts';
import { abstentionOption, DEFAULT_LIBRARY, pathUseOption } from './common-options.ts';

const tokens = wholeNumber(1, 131_072);

/** Runs and experiments, and what they found. */
export function describeRuns(line: CommandLine): void {
  const { program, context, endWith } = line;

  describeJudging(program.command('run'))
    .description('run models on scenarios and judge their answers')
    .option('--models <names>', 'models, comma-separated', list, [DEFAULT_MODEL])
    .option('--statuses <names>', 'vanilla, context-rich, agent, static, planner', list, [
      'vanilla',
      'context-rich',
      'agent',
    ])
    .option('--no-static', 'do not run status static (one order for everybody) beside planner')
    .option('--data-set <name>', 'only this data set', '')
    .option('--domains <names>', 'only these domains', list, [])
    .option('--limit <n>', 'most scenarios, spread over domains; 0: all', wholeNumber(0), 0)
    .option('--repeat <n>', 'how often each sample is repeated', wholeNumber(1, 1000), 1)
    .option('--judge <model>', 'judge model', DEFAULT_MODEL)
    .option('--library <name>', 'library of planned paths, for status planner', DEFAULT_LIBRARY)
    .option('--max-questions <n>', 'most questions that the agent may ask', wholeNumber(0, 64), 5)
    .addOption(abstentionOption().default('scale'))
    .addOption(pathUseOption().default('lessons'))
    .option(
      '--completeness <n>',
      'completeness, 0 to 5, from which the agent answers in the form scale',
      completeness,
    )
    .option('--seed <n>', 'seed of everything random', wholeNumber(0, 4294967295), 1)
    .option(
      '--concurrency <n>',
      'samples in flight at once; unset: 64, with --batch 768',
      wholeNumber(1, 4096),
    )
    .option('--max-cost <usd>', 'stop cleanly before this cost', amount)
    .option('--max-calls <n>', 'stop cleanly before this many model calls', wholeNumber(1))
    .addOption(untilOption())
    .option('--max-output-tokens <n>', 'most tokens of an answer, thoughts included', tokens)
    .option('--judge-max-output-tokens <n>', 'most tokens of a verdict, thoughts included', tokens)
    .addOption(failOn(RUN_MEASURES))
    .option('--dry-run', 'only print what the run would take', false)
    .option('--watch', 'show progress, then the report', false)
    .addOption(new Option('--resume <run>', 'resume a run instead of starting one'))
    .action(async (flags: RunFlags) => {
      const { resume, run } = await import('../commands/run.ts');
      endWith(
        flags.resume === undefined
          ? await run(context(), { ...flags, spec: runSpecOf(flags) })
          : await resume(context(), flags.resume, {
              ...(flags.maxCost === undefined ? {} : { maxCostUsd: flags.maxCost }),
              ...(flags.maxCalls === undefined ? {} : { maxCalls: flags.maxCalls }),
              watch: flags.watch,
              failOn: flags.failOn,
            }),
      );
    });

  program
    .command('runs')
    .description('list runs; runs delete erases some')
    .action(listing(line, ({ RUNS }) => RUNS))
    .addCommand(eraser(line, ({ RUNS }) => RUNS, 'erase runs with their answers, verdicts and reports'));

  program
    .command('report <run>')
    .description('print the report of a run')
    .option('--format <format>', 'table, json, csv or md', 'table')
    .action((name: string, flags: { format: string }) =>
      import('../commands/report.ts').then(({ report }) => report(context(), name, flags)),
    );

  describeResults(program.command('results <run>')).action((name: string, flags: ResultsFlags) =>
    import('../commands/results.ts').then(({ results }) => results(context(), name, flags)),
  );

  describePower(program.command('power <run>')).action((name: string, flags: PowerFlags) =>
    import('../commands/power.ts').then(({ power }) => power(context(), name, flags)),
  );

  program
    .command('pairs <run>')
    .description(
      'over-caution and needless referrals by benign twins, and what each rung of disclosure gains',
    )
    .action((name: string) => import('../commands/pairs.ts').then(({ pairs }) => pairs(context(), name)));

  describeExperiment(program.command('experiment')).action(
    async (names: string | undefined, flags: ExperimentFlags) => {
      endWith(
        await import('../commands/experiment.ts').then(({ experiment }) =>
          experiment(context(), names, flags),
        ),
      );
    },
  );

  program
    .command('experiments')
    .description('list experiments that were made; experiments delete erases some')
    .action(listing(line, ({ EXPERIMENTS }) => EXPERIMENTS))
    .addCommand(
      eraser(line, ({ EXPERIMENTS }) => EXPERIMENTS, 'erase experiments; the runs that they made stay'),
    );
}
