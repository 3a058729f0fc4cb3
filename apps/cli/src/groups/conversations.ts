import type { ask } from '../commands/ask.ts';
import { DEFAULT_MODEL } from '../default-model.ts';
import { list, wholeNumber } from '../option-values.ts';
import { eraser, listing, type CommandLine } from './command-line.ts';
import { abstentionOption, pathUseOption } from './common-options.ts';

/** Conversations with the agent. */
export function describeConversations(line: CommandLine): void {
  const { program, context, endWith } = line;

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
    .action((query: string | undefined, flags: Parameters<typeof ask>[2]) =>
      import('../commands/ask.ts').then(({ ask }) => ask(context(), query, flags)),
    );

  program
    .command('sessions')
    .description('list conversations that are kept; sessions delete erases some')
    .action(listing(line, ({ SESSIONS }) => SESSIONS))
    .addCommand(
      eraser(line, ({ SESSIONS }) => SESSIONS, 'erase conversations and all that was learned in them'),
    );

  program
    .command('demo')
    .description(
      'show the whole method on the scenarios and simulated models that come with the platform, in a few minutes',
    )
    .option('--models <names>', 'models, comma-separated', list, [DEFAULT_MODEL, 'sim/qwen-2.5-7b'])
    .action(async (flags: { models: string[] }) => {
      endWith(await import('../commands/demo.ts').then(({ demo }) => demo(context(), flags.models)));
    });
}
