import { type CatalogueEntry, NO_REVISION, openCatalogue, versionOf } from '@rookery/inference-catalogue';
import { InferenceServiceDefinition, type Model } from '@rookery/shared-contracts';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';

/** `rookery models --catalogue`: every entry, what it wants, and which workers serve it, also where nobody does. */
export async function catalogue(context: CommandContext): Promise<void> {
  // First, because a file that cannot be read is said without a platform.
  const { entries } = await openCatalogue(context.catalogueFile);
  const { models } = await withPlatform(context, (platform) =>
    platform.client(InferenceServiceDefinition).listModels({}, { signal: context.interrupted }),
  );
  if (context.json) {
    const listed = entries.map((entry) => ({
      ...entry,
      version: versionOf(entry),
      workers: workersOf(entry, models),
    }));
    context.print(JSON.stringify(listed));
    return;
  }
  context.print(
    table(
      [
        'entry',
        'model',
        'revision',
        'has to run on',
        'context',
        'dtype',
        'thoughts',
        'sampling',
        'licence',
        'served by',
      ],
      entries.map((entry) => [
        `${entry.name}@${versionOf(entry)}`,
        entry.open?.hub ?? `${entry.names.join(', ')} of ${entry.hosted ?? ''}`,
        entry.revision === NO_REVISION ? 'not pinned' : entry.revision.slice(0, 12),
        gpuInWords(entry),
        entry.open === undefined ? '-' : String(entry.open.contextTokens),
        entry.open?.dtype ?? '-',
        entry.open?.reasoningParser ?? '-',
        samplingInWords(entry),
        entry.licence,
        workersOf(entry, models).join(', ') || 'nobody',
      ]),
    ),
  );
}

function workersOf({ name }: CatalogueEntry, models: readonly Model[]): string[] {
  const placements = models.flatMap((model) => model.placements).filter(({ entry }) => entry?.name === name);
  return [...new Set(placements.map(({ worker }) => worker))].sort();
}

function gpuInWords({ open }: CatalogueEntry): string {
  if (open === undefined) return 'no GPU of yours';
  const { count, class: wanted, memoryGib } = open.gpu;
  return `${count} x ${wanted}, ${memoryGib} GiB each`;
}

function samplingInWords({ sampling }: CatalogueEntry): string {
  const { temperature, topP, topK, minP, repetitionPenalty } = sampling;
  const fields = { t: temperature, p: topP, k: topK, min_p: minP, rep: repetitionPenalty };
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${value}`)
    .join(' ');
}
