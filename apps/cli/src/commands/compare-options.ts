import { Option, type Command } from 'commander';
import { amounts, list, wholeNumber, wholeNumbers } from '../option-values.ts';

/** `rookery compare`'s flags as commander gives them. */
export interface CompareFlags {
  readonly spec?: string;
  readonly planners: string[];
  readonly with: string[];
  readonly parameters: string[];
  readonly baseline: string;
  readonly worlds?: string[];
  readonly priors: string[];
  readonly depths: number[];
  readonly problems: number;
  readonly budgets: number[];
  readonly batch?: number;
  readonly repetitions: number;
  readonly seed: number;
  readonly transfer?: number[];
  readonly streams: number;
  readonly streamProblems: number;
  readonly librarySearches: number;
  readonly onDeath?: DeathName;
  readonly dataSet?: string;
  readonly limit: number;
  readonly model: string;
  readonly judge: string;
  readonly replicates: number;
  readonly watch: boolean;
  readonly format: CompareFormat;
  readonly out?: string;
  readonly resume?: string;
  readonly id?: string;
}

export const FORMATS = ['table', 'json', 'md', 'svg', 'html'] as const;
export type CompareFormat = (typeof FORMATS)[number];

/** Rankings by how well they know the problem. */
export const PRIOR_NAMES = ['good', 'poor', 'misleading', 'constant'] as const;

/** What a comparison does when a planner dies. */
export const DEATH_NAMES = ['go-on', 'end'] as const;
export type DeathName = (typeof DEATH_NAMES)[number];

const USUAL_PRIORS = ['good', 'poor', 'misleading'] satisfies (typeof PRIOR_NAMES)[number][];

/** Where the study looks at its searches. */
const BUDGETS = [10, 20, 30, 50, 80, 150, 300];
const TRANSFER_HELP =
  'shares of truth that related queries have in common, 0..1: what a library brings to path-kg';

const HELP = `
Without --data-set all problems are simulated, and no model is called. --spec
takes everything from a file instead: a ComparisonSpec of the contract as JSON;
--with adds planners to it, --baseline and --on-death overrule it. The queries
of its live part are those of --data-set. A comparison runs in the platform;
Ctrl-C cancels it; what was done by then is kept. A planner that dies is left
out and named, and --resume plays what is missing once it is back, unless
--on-death end is given; the comparison ends where baseline or target dies.
Examples:
  rookery compare --planners raise-mcts,path-kg --watch \\
      --parameters 'path-kg={"tolerance":0}'
  rookery compare --planners uct,raise-mcts,mine --worlds additive,threshold \\
      --depths 3,5 --watch --format svg --out chart.svg
  rookery compare --planners raise-mcts,path-kg --transfer 0,0.33,0.67 --watch
  rookery compare --planners raise-mcts,path-kg --data-set own --limit 20 \\
      --budgets 20,60 --watch
  rookery compare --spec docs/planners/comparison.json --watch
  rookery compare --spec docs/planners/tuning.json --with mine --baseline mine \\
      --watch --format html --out mine.html`;

/** Gives the command its description and its flags. */
export function describeCompare(command: Command, defaultModel: string): Command {
  return command
    .description('run planners on the same problems and compare what they find')
    .option('--spec <file>', 'what to compare, as JSON; the flags that say so are left out then')
    .option('--planners <names>', 'planners, comma-separated', list, ['raise-mcts', 'path-kg'])
    .option('--with <names>', 'further planners, comma-separated; for those of --spec above all', list, [])
    .option('--parameters <planner=json>', 'parameters of one of them; may be repeated', repeated, [])
    .option('--baseline <planner>', 'planner that the others are compared with; unset: the first', '')
    .addOption(
      new Option('--on-death <what>', 'what the comparison does when a planner dies; unset: go-on').choices(
        DEATH_NAMES,
      ),
    )
    .option('--worlds <names>', 'families of simulated worlds, or a JSON file with {"label": settings}', list)
    .option('--priors <names>', PRIOR_NAMES.join(', '), list, [...USUAL_PRIORS])
    .option('--depths <numbers>', 'attributes on a path', wholeNumbers(1, 14), [5])
    .option('--problems <n>', 'simulated problems of each cell', wholeNumber(2, 100_000), 300)
    .option(
      '--budgets <numbers>',
      'numbers of calls after which paths are compared',
      wholeNumbers(0, 1_000_000),
      BUDGETS,
    )
    .option('--batch <n>', 'questions asked at once', wholeNumber(1, 256))
    .option('--repetitions <n>', 'searches of each problem', wholeNumber(1, 1000), 1)
    .option('--seed <n>', 'seed of the first problem', wholeNumber(0, 2_147_483_647), 0)
    .option('--transfer <shares>', TRANSFER_HELP, amounts)
    .option('--streams <n>', 'streams of each share', wholeNumber(1, 1000), 3)
    .option('--stream-problems <n>', 'problems of a stream', wholeNumber(2, 10_000), 100)
    .option('--library-searches <n>', 'finished searches in a library', wholeNumber(1, 2000), 200)
    .option(
      '--data-set <name>',
      'plan its queries with models instead of simulated problems; "": all data sets',
    )
    .option('--limit <n>', 'most queries', wholeNumber(2, 100_000), 20)
    .option('--model <model>', 'model that answers', defaultModel)
    .option('--judge <model>', 'judge model', defaultModel)
    .option('--replicates <n>', 'fresh answers by which a path is valued', wholeNumber(1, 100), 4)
    .option('--watch', 'show progress, then the result', false)
    .addOption(new Option('--format <format>', 'how the result is shown').choices(FORMATS).default('table'))
    .option('--out <file>', 'write the result to this file')
    .addOption(new Option('--resume <comparison>', 'resume a comparison instead of starting one'))
    .addOption(new Option('--id <comparison>', 'show an existing comparison'))
    .addHelpText('after', HELP);
}

function repeated(text: string, before: string[]): string[] {
  return [...before, text];
}
