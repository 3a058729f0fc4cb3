import { EffectGroup, Library, LibraryModel, LibraryServiceDefinition } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';
import { resourceName } from './resource-name.ts';

/** `rookery libraries NAME`: what a library holds and what was learned from it. */
export async function showLibrary(context: CommandContext, given: string): Promise<void> {
  const name = resourceName('libraries', given);
  const { library } = await withPlatform(context, (platform) =>
    platform.client(LibraryServiceDefinition).getLibrary({ name }, { signal: context.interrupted }),
  );
  if (library === undefined) throw new RookeryError('DATA_LOSS', 'GetLibrary answered without a library');
  context.print(
    context.json
      ? JSON.stringify(withZeros('rookery.planner.v1.Library', Library.toJSON(library)))
      : describeLibrary(library),
  );
}

const OTHER = 'something newer than this command';

const GROUPS: Readonly<Record<EffectGroup, string>> = {
  [EffectGroup.UNSPECIFIED]: OTHER,
  [EffectGroup.CONSTANT]: 'level of the whole query',
  [EffectGroup.SATURATION]: 'what knowing more gains',
  [EffectGroup.MAIN]: 'what one attribute is worth',
  [EffectGroup.PAIR]: 'what two are worth together',
  [EffectGroup.PRIOR]: "weight of the model's ranking",
  [EffectGroup.UNRECOGNIZED]: OTHER,
};

const MODELS: Readonly<Record<LibraryModel, string>> = {
  [LibraryModel.UNSPECIFIED]: OTHER,
  [LibraryModel.LIBRARY]: 'what the library taught',
  [LibraryModel.WIDENED]: 'the same, less sure',
  [LibraryModel.HAND_SET]: 'as without a library',
  [LibraryModel.UNRECOGNIZED]: OTHER,
};

/** What a library holds and what was learned from it, in words for people. */
export function describeLibrary({
  name,
  paths,
  finishedSearches,
  nextFitAt,
  fit,
  modelWeights,
}: Library): string {
  const head = `${name}: ${paths} paths, ${finishedSearches} finished searches; learned from ${fit === undefined ? '' : 'again '}at ${nextFitAt}.`;
  if (fit === undefined)
    return `${head}\nNothing has been learned yet: searches of this library begin on their own.`;
  const sharing = fit.sharing.map(({ group, share, deviation }) => [
    GROUPS[group],
    `${(100 * share).toFixed(0)}%`,
    deviation.toFixed(3),
  ]);
  const weights = modelWeights.map(({ model, weight }) => [MODELS[model], weight.toFixed(2)]);
  const made = `Version ${fit.version} of ${fit.createTime?.toISOString().slice(0, 16) ?? ''}, from ${fit.finishedSearches} searches, queries placed by ${fit.embedder}:`;
  return [
    head,
    `${made}\n${fit.summary}`,
    table(
      ['differences between queries', 'follow from domain and query', 'deviation (score points)'],
      sharing,
    ),
    table(['the next search trusts', 'weight'], weights),
  ].join('\n\n');
}
