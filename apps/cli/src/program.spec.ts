import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { readCliConfig } from '@rookery/cli-configuration';
import { rookery } from './program.ts';

const { program } = rookery(readCliConfig(), new AbortController().signal);

const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

describe('the help of every command', () => {
  it.each(all(program).map((command) => [command.name(), command] as const))(
    'fits into 80 columns: %s',
    (_, command) => {
      const help = helpOf(command);
      expect(help).toContain('Usage: ');
      expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );

  it.each(all(program).map((command) => [command.name(), command] as const))(
    'names no default that says nothing: %s',
    (_, command) => {
      expect(helpOf(command)).not.toMatch(/\(default:\s+(""|\[\]|\{\}|false)\)/);
    },
  );

  it('tells what is kept and how it is erased, in one shape', () => {
    const kept = ['data-sets', 'runs', 'builds', 'libraries', 'comparisons', 'sessions'];
    for (const name of kept) {
      const list = program.commands.find((command) => command.name() === name);
      expect(list?.commands.map((command) => command.name())).toContain('delete');
      expect(list?.description()).toContain(`${name} delete`);
    }
  });
});
