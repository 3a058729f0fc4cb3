import { ORIGINS, type Origin } from '@rookery/shared-scenario';
import { ANSWER_COLUMNS, columnNamed, COLUMNS, type Column } from '@rookery/shared-scenario-rows';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { list } from '../option-values.ts';

/** `rookery import`'s flags as commander gives them. */
export interface ImportFlags {
  readonly dataSet?: string;
  readonly map?: ReadonlyMap<Column, string>;
  readonly ignore?: readonly string[];
  readonly source?: Origin;
  readonly dryRun: boolean;
}

const HELP = `
A file has one scenario a row: what a person asks (the column query, which every
row needs) and what is known about the person. docs/datasets.md has all columns,
a sample file, and what each message means.

CSV with any separator, JSON and JSON lines are read, also packed with gzip or
zstd, and Parquet; hf:OWNER/NAME fetches a data set of the Hugging Face hub.
What a file is, its content tells. Names of columns are known in any
spelling: "User Query" is query. A wrong row is counted, with the reason, and
harms no other. Importing a file again adds nothing.

  rookery import rows.csv --dry-run       shows the first rows, stores nothing
  rookery import rows.csv --data-set mine
  rookery import posts.jsonl.gz --map query="Post text" --map profession=Job \\
    --ignore Notes,Score --source real

Exit codes: 0 all rows are in, 2 a file could not be read or holds nothing that
can be taken, 5 some rows were rejected.`;

/** Describes the command and its options. */
export function describeImport(command: Command): Command {
  return describeColumns(command)
    .description('import scenarios from files: CSV, JSON, JSON lines or Parquet')
    .option('--data-set <name>', 'data set to add to; unset: the name of the file')
    .option('--dry-run', 'show the first rows as they would be taken, count the rest, store nothing', false)
    .addHelpText('after', HELP);
}

/** Adds the options that say what the columns of a file mean. */
export function describeColumns(command: Command): Command {
  return command
    .option(
      '--map <column=name>',
      'what a column of the file means, such as query="Post text"; may be repeated',
      chosenColumn,
    )
    .option('--ignore <names>', 'columns of the file to leave out, comma-separated', list)
    .addOption(
      new Option('--source <source>', 'where rows come from that do not say it; unset: own').choices(ORIGINS),
    );
}

/** `column=name of the file`, once or several times: what was given before comes as `before`. */
export function chosenColumn(
  text: string,
  before?: ReadonlyMap<Column, string>,
): ReadonlyMap<Column, string> {
  const at = text.indexOf('=');
  const column = at < 1 ? undefined : columnNamed(text.slice(0, at));
  const name = text.slice(at + 1).trim();
  if (column === undefined || column === 'not used' || name === '') {
    throw new InvalidArgumentError(
      `column=name is wanted, such as query="Post text"; columns are ${[...COLUMNS, ...ANSWER_COLUMNS].join(', ')}`,
    );
  }
  if (before?.has(column) === true) throw new InvalidArgumentError(`${column} is given twice`);
  return new Map([...(before ?? []), [column, name]]);
}
