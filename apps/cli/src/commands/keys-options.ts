import type { Command } from 'commander';
import type { Role } from '@rookery/gateway-keys';
import { list, wholeNumber } from '../option-values.ts';
import type { KeyFlags } from './keys.ts';

/** Those of @rookery/gateway-keys, whose store is nothing that every command should import. */
export const ROLES: readonly Role[] = ['converse', 'run', 'read', 'operate'];

/** What is done for each command of `rookery keys`. */
export interface KeyActions {
  readonly create: (flags: KeyFlags) => Promise<void>;
  readonly list: () => Promise<void>;
  readonly rotate: (id: string, overlapHours: number) => Promise<void>;
  readonly revoke: (ids: readonly string[]) => Promise<void>;
}

/** Keys that open the gateway, kept in the platform's database. */
export function describeKeys(
  command: Command,
  { create, list: listed, rotate, revoke }: KeyActions,
): Command {
  command.description(
    'keys that open the gateway: make, list, rotate and revoke them in the database (docs/keys.md)',
  );
  command
    .command('create')
    .description('make a key and print it, this once')
    .requiredOption('--tenant <name>', 'who owns what is made with it; several keys may have one')
    .requiredOption('--roles <names>', `what it is for, comma-separated: ${ROLES.join(', ')}`, list)
    .option('--note <text>', 'what it is for, in your words', '')
    .option('--calls <n>', 'most calls in flight; unset: as many as anybody', wholeNumber(1, 100_000))
    .option(
      '--sessions <n>',
      'most conversations of one end user that are kept; unset: as many as anybody',
      wholeNumber(1, 100_000),
    )
    .option('--days <n>', 'days after which it ends; unset: when it is revoked', wholeNumber(1, 3650))
    .action(create);
  command
    .command('list')
    .description('list all keys that there are and were, without the keys themselves')
    .action(listed);
  command
    .command('rotate <id>')
    .description('make another key with the owner and the roles of one, and let that one end')
    .option(
      '--overlap-hours <n>',
      'hours for which both open; 0: the old one is revoked at once',
      wholeNumber(0, 8760),
      24,
    )
    .action((id: string, flags: { overlapHours: number }) => rotate(id, flags.overlapHours));
  command
    .command('revoke <ids...>')
    .description('revoke keys: within seconds they open nothing any more, and their calls end')
    .action(revoke);
  return command;
}
