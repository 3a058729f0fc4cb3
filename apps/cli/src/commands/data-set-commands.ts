import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { cardAsMarkdown, croissantOf, sha256Of } from '@rookery/cli-data-card';
import { writeRows } from '@rookery/cli-dataset-files';
import { DataCard, Derivation, ScenarioServiceDefinition } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import { scenarioFromWire, type Scenario } from '@rookery/shared-scenario';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { resourceName } from './resource-name.ts';

/** Scenarios of one answer, and the most that are put back into the order of their file. */
const PAGE = 1000;
const MOST_SORTED = 500_000;

/** `rookery data-sets export`'s flags. */
export interface ExportFlags {
  readonly card: boolean;
  readonly asGiven: boolean;
  readonly license?: string;
}

/** `rookery data-sets export NAME FILE`: all rows of a data set as a file that an import reads as the same scenarios. */
export function exportDataSet(
  context: CommandContext,
  dataSet: string,
  file: string,
  { card: withCard, asGiven, license }: ExportFlags,
): Promise<void> {
  return withPlatform(context, async (platform) => {
    const name = resourceName('dataSets', dataSet);
    const card = await cardOf(context, platform, name);
    const all = inFileOrder(scenariosOf(context, platform, name), card.scenarios);
    const { rows, columns } = await writeRows(file, all, asGiven);
    const files = [file];
    if (withCard) {
      const described = {
        card,
        file: basename(file),
        sha256: await sha256Of(createReadStream(file)),
        columns,
        written: new Date(),
        license,
      };
      await writeFile(`${file}.card.md`, cardAsMarkdown(card));
      await writeFile(`${file}.croissant.json`, croissantOf(described));
      files.push(`${file}.card.md`, `${file}.croissant.json`);
    }
    context.print(
      context.json
        ? JSON.stringify({ dataSet: name, digest: card.digest, rows, files })
        : [`${file}: ${rows} rows of ${name}`, ...files.slice(1)].join('\n'),
    );
  });
}

/** `rookery data-sets card NAME`: what a data set holds, counted from its rows. */
export function printCard(context: CommandContext, dataSet: string): Promise<void> {
  return withPlatform(context, async (platform) => {
    const card = await cardOf(context, platform, resourceName('dataSets', dataSet));
    context.print(
      context.json
        ? JSON.stringify(withZeros('rookery.benchmark.v1.DataCard', DataCard.toJSON(card)))
        : cardAsMarkdown(card).trimEnd(),
    );
  });
}

/** `rookery data-sets twins NAME` and `... ladder NAME`. */
export function deriveDataSet(
  context: CommandContext,
  dataSet: string,
  derivation: Derivation.TWINS | Derivation.LADDER,
  into: string | undefined,
): Promise<void> {
  return withPlatform(context, async (platform) => {
    const name = resourceName('dataSets', dataSet);
    const ending = derivation === Derivation.TWINS ? 'twins' : 'ladder';
    const target = resourceName('dataSets', into ?? `${name.replace('dataSets/', '')}-${ending}`);
    const { read, added, thereAlready } = await platform
      .client(ScenarioServiceDefinition)
      .deriveScenarios({ dataSet: name, into: target, derivation }, { signal: context.interrupted });
    context.print(
      context.json
        ? JSON.stringify({ dataSet: name, into: target, read, added, thereAlready })
        : `${name} -> ${target}: ${read} scenarios, ${added} new, ${thereAlready} there already`,
    );
  });
}

async function cardOf(
  context: CommandContext,
  platform: PlatformConnection,
  name: string,
): Promise<DataCard> {
  const { card } = await platform
    .client(ScenarioServiceDefinition)
    .getDataCard({ name }, { signal: context.interrupted });
  if (card === undefined) throw new RookeryError('DATA_LOSS', 'GetDataCard answered without a card');
  return card;
}

async function* scenariosOf(
  context: CommandContext,
  platform: PlatformConnection,
  dataSet: string,
): AsyncGenerator<Scenario, void> {
  let pageToken = '';
  do {
    const page = await platform
      .client(ScenarioServiceDefinition)
      .listScenarios({ filter: { dataSet }, pageSize: PAGE, pageToken }, { signal: context.interrupted });
    for (const scenario of page.scenarios) yield scenarioFromWire('scenario', scenario);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
}

/** In the order of the rows they came from, where they are few enough to be held; else in that of their ids. */
async function* inFileOrder(
  scenarios: AsyncIterable<Scenario>,
  count: number,
): AsyncGenerator<Scenario, void> {
  if (count > MOST_SORTED) {
    yield* scenarios;
    return;
  }
  const all: Scenario[] = [];
  for await (const scenario of scenarios) all.push(scenario);
  yield* all.sort((one, other) => one.sourceRow - other.sourceRow);
}
