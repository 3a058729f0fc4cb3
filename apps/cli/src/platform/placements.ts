import { type GpuGroup, type Model, PinState, type Placement } from '@rookery/shared-contracts';

const PIN_WORDS: Readonly<Record<PinState, string>> = {
  [PinState.UNSPECIFIED]: '-',
  [PinState.NOT_IN_CATALOGUE]: 'not in the catalogue',
  [PinState.HOSTED]: 'hosted',
  [PinState.PINNED]: 'pinned',
  [PinState.OVERRIDDEN]: 'OVERRIDDEN',
  [PinState.UNRECOGNIZED]: '-',
};

/** How a model stands to the catalogue, over all its workers. */
export function pinInWords({ placements }: Pick<Model, 'placements'>): string {
  const states = [...new Set(placements.map(({ state }) => PIN_WORDS[state]))];
  if (states.length === 0) return '-';
  const versions = new Set(placements.map(({ version }) => version));
  return `${states.join(', ')}${versions.size > 1 ? ', workers DIFFER' : ''}`;
}

export const PLACEMENT_HEAD = [
  'model',
  'worker',
  'runs on',
  'memory',
  'entry',
  'revision',
  'server',
  'pin',
] as const;

/** Where a model runs, a row for each worker; none for models of which nobody found anything out. */
export function placementRows({ id, placements }: Pick<Model, 'id' | 'placements'>): string[][] {
  return placements
    .filter(({ entry }) => entry !== undefined)
    .map((placement) => [
      id,
      placement.worker,
      gpusInWords(placement),
      memoryInWords(placement.gpus),
      entryInWords(placement),
      revisionInWords(placement),
      serverInWords(placement),
      PIN_WORDS[placement.state],
    ]);
}

function gpusInWords({ gpus, gpuSource }: Placement): string {
  if (gpus.length === 0) return '-';
  return `${gpus.map(({ product, count }) => `${count} x ${product}`).join(', ')} (${gpuSource})`;
}

function memoryInWords(gpus: readonly GpuGroup[]): string {
  const each = gpus.map(({ memoryMib }) =>
    memoryMib === undefined ? '?' : `${(memoryMib / 1024).toFixed(1)} GiB`,
  );
  return each.length === 0 ? '-' : `${each.join(', ')} each`;
}

function entryInWords({ entry }: Placement): string {
  return entry === undefined ? '-' : `${entry.name}@${entry.version}`;
}

/** As the server tells it; else as it is wanted, with a sign that nobody checked it. */
function revisionInWords({ entry, served }: Placement): string {
  if (entry === undefined) return '-';
  if (served !== undefined && served.revision !== '') return served.revision.slice(0, 12);
  return entry.revision === 'main' ? 'not pinned' : `${entry.revision.slice(0, 12)}?`;
}

function serverInWords({ served }: Placement): string {
  const words = [served?.software, served?.version].filter((word) => word !== undefined && word !== '');
  return words.length === 0 ? '-' : words.join(' ');
}
