import { Option } from 'commander';
import { BUILD_MEASURES } from '../commands/measures.ts';
import { type CompareFlags, describeCompare } from '../commands/compare-options.ts';
import { PRIORS, type plan } from '../commands/plan.ts';
import { type Condition, failOn } from '../conditions.ts';
import { DEFAULT_MODEL } from '../default-model.ts';
import { amount, wholeNumber } from '../option-values.ts';
import { type LibraryFlags, librarySpecOf } from '../specs.ts';
import { eraser, listing, type CommandLine } from './command-line.ts';
import { cost, DEFAULT_LIBRARY, distinctSubsets } from './common-options.ts';

/** Planning: paths, libraries of them, and planners beside each other. */
export function describePlanning(line: CommandLine): void {
  const { program, context, endWith } = line;

  program
    .command('build-library')
    .description('plan a path for every scenario on the library side of the split')
    .option('--library <name>', 'library to add to', DEFAULT_LIBRARY)
    .option('--data-set <name>', 'only this data set', '')
    .option('--limit <n>', 'most scenarios, spread over domains; 0: all', wholeNumber(0), 0)
    .option('--planner <name>', 'planner; unset: the default', '')
    .option('--parameters <json>', 'its parameters', '')
    .option('--model <model>', 'model that answers', DEFAULT_MODEL)
    .option('--judge <model>', 'judge model', DEFAULT_MODEL)
    .option('--depth <n>', 'attributes on a path', wholeNumber(1, 64))
    .option('--budget <n>', 'most evaluations of each search', wholeNumber(1, 1000000))
    .option('--seed <n>', 'seed', wholeNumber(0, 4294967295), 1)
    .addOption(distinctSubsets())
    .addOption(cost())
    .option('--max-cost <usd>', 'stop before the next search once this much was spent', amount)
    .option(
      '--max-calls <n>',
      'stop before the next search once this many model calls were made',
      wholeNumber(1),
    )
    .addOption(failOn(BUILD_MEASURES))
    .option('--resume <build>', 'resume a build instead of starting one, failed scenarios included')
    .action(async (flags: LibraryFlags & { resume?: string; failOn: Condition[] }) => {
      const { buildLibrary, resumeBuild } = await import('../commands/build-library.ts');
      const spec = librarySpecOf(flags);
      endWith(
        flags.resume === undefined
          ? await buildLibrary(context(), spec, flags.failOn)
          : await resumeBuild(context(), flags.resume, spec, flags.failOn),
      );
    });

  program
    .command('builds')
    .description('list builds of libraries; builds delete erases some')
    .action(listing(line, ({ BUILDS }) => BUILDS))
    .addCommand(eraser(line, ({ BUILDS }) => BUILDS, 'erase builds; the paths that they planned stay'));

  const libraryCommand = program
    .command('libraries [name]')
    .alias('library')
    .description('list libraries, or show what one holds; libraries delete erases some')
    .action((name: string | undefined) =>
      name === undefined
        ? listing(line, ({ LIBRARIES }) => LIBRARIES)()
        : import('../commands/library.ts').then(({ showLibrary }) => showLibrary(context(), name)),
    );

  libraryCommand
    .command('reindex <name>')
    .description("recompute a library's vectors with the embedder that the platform runs")
    .action((name: string) =>
      import('../commands/library-reindex.ts').then(({ reindexLibrary }) => reindexLibrary(context(), name)),
    );

  libraryCommand
    .command('export <name> <file>')
    .description('write a library to a file; it holds the queries of its paths')
    .action((name: string, file: string) =>
      import('../commands/library-files.ts').then(({ exportLibrary }) =>
        exportLibrary(context(), name, file),
      ),
    );

  libraryCommand
    .command('import <file>')
    .description("make a library from such a file, or from planned paths of the authors' (MCTS_path.csv)")
    .option('--as <name>', 'name of the library; unset: the name it had', '')
    .action((file: string, flags: { as: string }) =>
      import('../commands/library-files.ts').then(({ importLibrary }) =>
        importLibrary(context(), file, flags.as),
      ),
    );

  libraryCommand
    .command('publish <name>')
    .description('let every tenant look into a library and be guided by it; what people asked is not shown')
    .option('--private', 'end that', false)
    .action((name: string, flags: { private: boolean }) =>
      import('../commands/library-publish.ts').then(({ publishLibrary }) =>
        publishLibrary(context(), name, !flags.private),
      ),
    );

  libraryCommand.addCommand(
    eraser(
      line,
      ({ LIBRARIES }) => LIBRARIES,
      'erase libraries with their paths and all that was learned from them',
    ),
  );

  program
    .command('plan')
    .description('plan in which order to ask for the attributes of a profile')
    .option('--query <text>', 'what the person asks')
    .option('--profile <file>', 'JSON file: attribute to value')
    .option(
      '--world <json>',
      'settings of a simulated world, {} for its defaults, instead of query and profile',
    )
    .option('--problem <n>', 'which problem of the world', wholeNumber(0, 4294967295), 0)
    .addOption(
      new Option('--prior <quality>', 'how well rankings fit the problem of the world')
        .choices(PRIORS)
        .default('good'),
    )
    .option('--planner <name>', 'planner; unset: the default', '')
    .option('--parameters <json>', 'its parameters', '')
    .option('--model <model>', `model that answers; unset: ${DEFAULT_MODEL}`)
    .option('--judge <model>', `judge model; unset: ${DEFAULT_MODEL}`)
    .option('--depth <n>', 'attributes on the path', wholeNumber(1, 64))
    .option('--budget <n>', 'most evaluations', wholeNumber(1, 1000000))
    .option('--seed <n>', 'seed', wholeNumber(0, 4294967295), 1)
    .option('--library <name>', 'library to learn from and to store the path in', '')
    .addOption(distinctSubsets())
    .addOption(cost())
    .action((flags: Parameters<typeof plan>[1]) =>
      import('../commands/plan.ts').then(({ plan }) => plan(context(), flags)),
    );

  const plannersCommand = program
    .command('planners')
    .description('list planners and their parameters')
    .action(() => import('../commands/planners.ts').then(({ planners }) => planners(context())));

  plannersCommand
    .command('verify <planner>')
    .description(
      'test a planner against the contract: HOST:PORT, a TypeScript file that exports one, or the name of one of the core; ' +
        'exit code 1 when a check fails',
    )
    .option('--patience <seconds>', 'longest that one answer may take', wholeNumber(1, 600), 30)
    .action(async (planner: string, flags: { patience: number }) => {
      endWith(
        await import('../commands/planners-verify.ts').then(({ plannersVerify }) =>
          plannersVerify(context(), planner, flags),
        ),
      );
    });

  describeCompare(program.command('compare'), DEFAULT_MODEL).action(async (flags: CompareFlags) => {
    endWith(await import('../commands/compare.ts').then(({ compare }) => compare(context(), flags)));
  });

  program
    .command('comparisons')
    .description('list comparisons; comparisons delete erases some')
    .action(listing(line, ({ COMPARISONS }) => COMPARISONS))
    .addCommand(eraser(line, ({ COMPARISONS }) => COMPARISONS, 'erase comparisons with what was played'));
}
