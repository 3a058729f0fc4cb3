import { DOMAINS, attributeOf, isAttributeKey, type Scenario } from '@rookery/shared-scenario';
import { toAnsweredScenario, toScenario, type RowRejection } from '@rookery/shared-scenario-rows';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../terminal/exit-code.ts';
import { wrapped } from '@rookery/cli-rendering';
import { named, rowsOfFile, type Reading } from './data-set-file.ts';
import { rejectedRows } from './rejected-rows.ts';

/** Scenarios that are shown, and rejections that are listed. */
const SHOWN_SCENARIOS = 3;
const SHOWN_REJECTIONS = 100;

/** `rookery import --dry-run`: reads the whole file and stores nothing. Returns the exit code. */
export async function previewFile(context: CommandContext, file: string, reading: Reading): Promise<number> {
  const first: Scenario[] = [];
  const rejections: RowRejection[] = [];
  let [rows, rejected, domainUnknown] = [0, 0, 0];
  const read = reading.choice.answers === undefined ? toScenario : toAnsweredScenario;
  await named(file, async () => {
    for await (const row of rowsOfFile(file, reading)) {
      rows++;
      const outcome =
        'unreadable' in row
          ? { rejection: { row: row.number, column: '', reason: row.unreadable } }
          : read(row.columns, row.number);
      if ('scenario' in outcome) {
        if (first.length < SHOWN_SCENARIOS) first.push(outcome.scenario);
        if (outcome.scenario.domain === 'unknown') domainUnknown++;
      } else {
        rejected++;
        if (rejections.length < SHOWN_REJECTIONS) rejections.push(outcome.rejection);
      }
    }
  });
  context.print(
    context.json
      ? JSON.stringify({ file, rows, taken: rows - rejected, rejected, domainUnknown, first, rejections })
      : [
          `${file}: the first rows as they would be taken`,
          ...first.map(describeScenario),
          `${rows - rejected} of ${rows} rows would be taken, ${rejected} rejected, ${domainUnknown} without a known domain; nothing was stored`,
          ...rejectedRows(rejections, rejected),
        ].join('\n'),
  );
  return rejected === 0 ? EXIT.ok : EXIT.incomplete;
}

function describeScenario({
  query,
  background,
  domain,
  situation,
  origin,
  profile,
  sourceRow,
}: Scenario): string {
  const label = DOMAINS.find(({ key }) => key === domain)?.label ?? 'domain not known';
  const cells: [string, string][] = [
    ['Query', query],
    ['Background', background],
    ['Situation', situation],
    ...Object.entries(profile).map(([key, value]): [string, string] => [
      isAttributeKey(key) ? attributeOf(key).label : key,
      value,
    ]),
  ];
  const lines = cells
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `    ${name.padEnd(18)}${onOneLine(text)}`);
  return [`  row ${sourceRow} (source ${origin}, ${label})`, ...lines].join('\n');
}

const LONGEST_LINE = 56;

function onOneLine(text: string): string {
  const [line = '', ...more] = wrapped(text.replaceAll(/\s+/g, ' '), LONGEST_LINE).split('\n');
  return more.length === 0 ? line : `${line} ...`;
}
