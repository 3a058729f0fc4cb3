import { Command, Help, type Option } from 'commander';
import type { readCliConfig } from '@rookery/cli-configuration';
import { gatewayKey, unreadVariables, VERSION } from '@rookery/shared-runtime';
import type { CommandContext } from './command-context.ts';
import { describeConversations } from './groups/conversations.ts';
import { describeData } from './groups/data.ts';
import { describeJudging } from './groups/judging.ts';
import { describeOperating } from './groups/operating.ts';
import { describePeople } from './groups/people.ts';
import { describePlanning } from './groups/planning.ts';
import { describeRuns } from './groups/runs.ts';
import type { CommandLine } from './groups/command-line.ts';
import { EXIT } from './terminal/exit-code.ts';

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
  ROOKERY_ADDRESS        platform to talk to, host:port or https://host:port
  ROOKERY_API_KEY        key for it, or a token
  ROOKERY_TLS_CA_FILE    authority of its certificate, unless a known one
  ROOKERY_DATA           where a platform keeps its data (.rookery)
  DATABASE_URL           a PostgreSQL of your own
  OPENAI_BASE_URL        server of real models, up to and including /v1
  OPENAI_API_KEY         key for it
  ROOKERY_OPENAI_MODELS  its models, separated by commas; unset: what it lists
  ROOKERY_OPENAI_PRICES  their prices, a JSON file; unset: no cost is known
  ROOKERY_API_KEYS       keys of applications for a platform that is started
  ROOKERY_OPERATOR_KEYS  keys of operators for it (docs/keys.md)
  ROOKERY_EMBEDDER       auto, trained, lexical, or a model`;

const HELP_WIDTH = 80;

/** In the order of the help. */
const GROUPS: readonly (readonly [heading: string, describe: (line: CommandLine) => void])[] = [
  ['Platform:', describeOperating],
  ['Data:', describeData],
  ['Runs and experiments:', describeRuns],
  ['Judges and people:', describeJudging],
  ['Planning:', describePlanning],
  ['Conversations:', describeConversations],
  ['What is held:', describePeople],
];

/** An option in words, with its default where that says anything. */
function describedOption(option: Option): string {
  const { description } = option;
  const defaultValue: unknown = option.defaultValue;
  const says =
    typeof defaultValue === 'object' && defaultValue !== null
      ? Object.keys(defaultValue).length > 0
      : defaultValue !== '' && defaultValue !== false;
  return says ? new Help().optionDescription(option) : description;
}

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
    .configureHelp({ optionDescription: describedOption })
    .exitOverride();

  program.hook('preAction', (_, command) => {
    // A service in the foreground says it in its own log, and doctor among its findings.
    if (command.name() === 'serve' || command.name() === 'doctor') return;
    for (const sentence of unreadVariables()) process.stderr.write(`${sentence}\n`);
  });

  const context = (): CommandContext => ({
    address: config.ROOKERY_ADDRESS,
    apiKey: gatewayKey(config),
    dataFolder: config.ROOKERY_DATA,
    embedder: config.ROOKERY_EMBEDDER,
    packageIndex: config.PIP_INDEX_URL,
    hub: { url: config.HF_ENDPOINT, token: config.HF_TOKEN },
    catalogueFile: config.ROOKERY_CATALOGUE,
    json: program.opts<{ json: boolean }>().json,
    interrupted,
    print: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
  });

  const line: CommandLine = { program, config, interrupted, context, endWith: (code) => (exitCode = code) };
  for (const [heading, describe] of GROUPS) {
    program.commandsGroup(heading);
    describe(line);
  }

  return { program, exitCode: () => exitCode };
}
