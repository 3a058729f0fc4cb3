import { EffectGroup, Library, LibraryModel, LibraryServiceDefinition } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';
import { resourceName } from './resource-name.ts';

const PAGE = 200;

/** `rookery library`: all libraries; with a name: what one of them holds and what was learned from it. */
export async function library(context: CommandContext, name: string | undefined): Promise<void> {
  await withPlatform(context, async (platform) => {
    if (name === undefined) {
      const all = await allLibraries(context, platform);
      context.print(
        context.json
          ? JSON.stringify(all.map((one) => withZeros('rookery.planner.v1.Library', Library.toJSON(one))))
          : listed(all),
      );
      return;
    }
    const found = await platform
      .client(LibraryServiceDefinition)
      .getLibrary({ name: resourceName('libraries', name) }, { signal: context.interrupted });
    if (found.library === undefined)
      throw new RookeryError('DATA_LOSS', 'GetLibrary answered without a library');
    context.print(
      context.json
        ? JSON.stringify(withZeros('rookery.planner.v1.Library', Library.toJSON(found.library)))
        : describeLibrary(found.library),
    );
  });
}

async function allLibraries(context: CommandContext, platform: PlatformConnection): Promise<Library[]> {
  const libraries = platform.client(LibraryServiceDefinition);
  const found: Library[] = [];
  let pageToken = '';
  do {
    const page = await libraries.listLibraries(
      { pageSize: PAGE, pageToken },
      { signal: context.interrupted },
    );
    found.push(...page.libraries);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return found;
}

function listed(libraries: readonly Library[]): string {
  if (libraries.length === 0) return 'no libraries yet; `rookery build-library --help` shows how to make one';
  return table(
    ['library', 'paths', 'finished searches', 'learned from', 'version'],
    libraries.map(({ name, paths, finishedSearches, fit }) => [
      name.replace('libraries/', ''),
      String(paths),
      String(finishedSearches),
      String(fit?.finishedSearches ?? 0),
      String(fit?.version ?? ''),
    ]),
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
