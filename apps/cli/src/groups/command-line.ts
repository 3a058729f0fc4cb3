import type { readCliConfig } from '@rookery/cli-configuration';
import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import type { Collection } from '../commands/collection.ts';
import type * as collections from '../commands/collections.ts';

/**
 * What each group of commands is described with. What a command does is imported when it runs: no command starts with
 * what only others need.
 */
export interface CommandLine {
  readonly program: Command;
  readonly config: ReturnType<typeof readCliConfig>;
  readonly interrupted: AbortSignal;
  /** What a command works with, once the line has been parsed. */
  readonly context: () => CommandContext;
  /** Says with which code the process ends; 0 where a command says nothing. */
  readonly endWith: (code: number) => void;
}

type Collections = typeof collections;

/** The action of a list. */
export function listing<Item>(
  { context }: Pick<CommandLine, 'context'>,
  chosen: (all: Collections) => Omit<Collection<Item>, 'erase'>,
): () => Promise<void> {
  return async () => {
    const { listAll } = await import('../commands/collection.ts');
    await listAll(context(), chosen(await import('../commands/collections.ts')));
  };
}

/** A `delete` below a list: erases some of what it lists. */
export function eraser<Item>(
  { program, context }: CommandLine,
  chosen: (all: Collections) => Collection<Item>,
  description: string,
): Command {
  return new Command('delete')
    .argument('<names...>')
    .description(description)
    .copyInheritedSettings(program)
    .action(async (names: string[]) => {
      const { eraseSome } = await import('../commands/collection.ts');
      await eraseSome(context(), chosen(await import('../commands/collections.ts')), names);
    });
}
