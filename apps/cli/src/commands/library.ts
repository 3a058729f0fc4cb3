import { Library, PlannerServiceDefinition } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
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
      context.print(context.json ? JSON.stringify(all.map((one) => Library.toJSON(one))) : listed(all));
      return;
    }
    const found = await platform
      .client(PlannerServiceDefinition)
      .getLibrary({ name: resourceName('libraries', name) }, { signal: context.interrupted });
    if (found.library === undefined)
      throw new RookeryError('DATA_LOSS', 'GetLibrary answered without a library');
    context.print(
      context.json ? JSON.stringify(Library.toJSON(found.library)) : describeLibrary(found.library),
    );
  });
}

async function allLibraries(context: CommandContext, platform: PlatformConnection): Promise<Library[]> {
  const planner = platform.client(PlannerServiceDefinition);
  const found: Library[] = [];
  let pageToken = '';
  do {
    const page = await planner.listLibraries({ pageSize: PAGE, pageToken }, { signal: context.interrupted });
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

const GROUPS: Readonly<Record<string, string>> = {
  constant: 'level of the whole query',
  saturation: 'what knowing more gains',
  main: 'what one attribute is worth',
  pair: 'what two are worth together',
  prior: "weight of the model's ranking",
};

const MODELS: Readonly<Record<string, string>> = {
  library: 'what the library taught',
  widened: 'the same, less sure',
  handSet: 'as without a library',
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
    GROUPS[group] ?? group,
    `${(100 * share).toFixed(0)}%`,
    deviation.toFixed(3),
  ]);
  const weights = modelWeights.map(({ model, weight }) => [MODELS[model] ?? model, weight.toFixed(2)]);
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
