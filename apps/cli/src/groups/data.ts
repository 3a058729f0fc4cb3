import { Derivation } from '@rookery/shared-contracts';
import type { ExportFlags } from '../commands/data-set-commands.ts';
import { describeImport, type ImportFlags } from '../commands/import-options.ts';
import {
  describeRedditBuild,
  describeRedditHydrate,
  type RedditBuildFlags,
} from '../commands/reddit-options.ts';
import { describeSynthesize, synthesisSpecOf, type SynthesizeFlags } from '../commands/synthesize-options.ts';
import { DEFAULT_MODEL } from '../default-model.ts';
import { eraser, listing, type CommandLine } from './command-line.ts';

/** Data sets: where scenarios come from, and what is made of them. */
export function describeData(line: CommandLine): void {
  const { program, context, endWith } = line;

  describeImport(program.command('import <files...>')).action(async (files: string[], flags: ImportFlags) => {
    endWith(
      await import('../commands/import.ts').then(({ importFiles }) => importFiles(context(), files, flags)),
    );
  });

  const dataSets = program
    .command('data-sets')
    .description(
      'list data sets; data-sets export, card, twins, ladder use one; data-sets delete erases some',
    )
    .action(listing(line, ({ DATA_SETS }) => DATA_SETS));

  dataSets
    .command('export <name> <file>')
    .description('write its rows as CSV, JSON, JSON lines or Parquet, as the name of the file says')
    .option('--card', 'write a data card and Croissant metadata beside it', false)
    .option('--as-given', 'write attributes as the imported file had them: 28.0, "prefer not to say"', false)
    .option('--license <license>', 'licence that the metadata names, such as CC-BY-4.0')
    .action((name: string, file: string, flags: ExportFlags) =>
      import('../commands/data-set-commands.ts').then(({ exportDataSet }) =>
        exportDataSet(context(), name, file, flags),
      ),
    );

  dataSets
    .command('card <name>')
    .description('what it holds, counted from its rows: balance, gaps, languages, doubles, version')
    .action((name: string) =>
      import('../commands/data-set-commands.ts').then(({ printCard }) => printCard(context(), name)),
    );

  dataSets
    .command('twins <name>')
    .description('make benign twins: the same queries of people at low risk')
    .option('--into <name>', 'data set to add to; unset: NAME-twins')
    .action((name: string, flags: { into?: string }) =>
      import('../commands/data-set-commands.ts').then(({ deriveDataSet }) =>
        deriveDataSet(context(), name, Derivation.TWINS, flags.into),
      ),
    );

  dataSets
    .command('ladder <name>')
    .description('make ladders of disclosure: each scenario once with nothing shown, and so on up to all')
    .option('--into <name>', 'data set to add to; unset: NAME-ladder')
    .action((name: string, flags: { into?: string }) =>
      import('../commands/data-set-commands.ts').then(({ deriveDataSet }) =>
        deriveDataSet(context(), name, Derivation.LADDER, flags.into),
      ),
    );

  dataSets.addCommand(
    eraser(
      line,
      ({ DATA_SETS }) => DATA_SETS,
      'erase data sets, and their scenarios where no other one has them',
    ),
  );

  describeSynthesize(program.command('synthesize'), DEFAULT_MODEL).action(async (flags: SynthesizeFlags) => {
    const spec = synthesisSpecOf(flags);
    const { printSynthesisReport, resumeSynthesis, synthesize } = await import('../commands/synthesize.ts');
    if (flags.report !== undefined) endWith(await printSynthesisReport(context(), flags.report));
    else if (flags.resume !== undefined)
      endWith(await resumeSynthesis(context(), flags.resume, spec, flags.failOn));
    else endWith(await synthesize(context(), spec, flags.failOn));
  });

  program
    .command('syntheses')
    .description('list syntheses; syntheses delete erases some')
    .action(listing(line, ({ SYNTHESES }) => SYNTHESES))
    .addCommand(
      eraser(line, ({ SYNTHESES }) => SYNTHESES, 'erase syntheses; the scenarios that they made stay'),
    );

  const reddit = program
    .command('reddit')
    .description('make scenarios of dumps of Reddit that you have already; docs/reddit.md');

  describeRedditBuild(reddit.command('build <dumps...>'), DEFAULT_MODEL).action(
    (dumps: string[], flags: RedditBuildFlags) =>
      import('../commands/reddit.ts').then(({ buildFromReddit }) => buildFromReddit(context(), dumps, flags)),
  );

  describeRedditHydrate(reddit.command('hydrate <release> <dumps...>')).action(
    (release: string, dumps: string[], flags: { out: string }) =>
      import('../commands/reddit.ts').then(({ hydrateRelease }) =>
        hydrateRelease(context(), release, dumps, flags.out),
      ),
  );
}
