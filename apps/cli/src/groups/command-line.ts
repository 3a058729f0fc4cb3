import type { readCliConfig } from '@rookery/cli-configuration';
import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { eraseSome, type Collection } from '../commands/collection.ts';

/** What each group of commands is described with. */
export interface CommandLine {
  readonly program: Command;
  readonly config: ReturnType<typeof readCliConfig>;
  readonly interrupted: AbortSignal;
  /** What a command works with, once the line has been parsed. */
  readonly context: () => CommandContext;
  /** Says with which code the process ends; 0 where a command says nothing. */
  readonly endWith: (code: number) => void;
}

/** A `delete` below a list: erases some of what it lists. */
export function eraser<Item>(
  { program, context }: CommandLine,
  collection: Collection<Item>,
  description: string,
): Command {
  return new Command('delete')
    .argument('<names...>')
    .description(description)
    .copyInheritedSettings(program)
    .action((names: string[]) => eraseSome(context(), collection, names));
}
