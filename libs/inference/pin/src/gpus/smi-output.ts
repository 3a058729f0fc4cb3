import { asLabel, type Gpu, memoryOfSlice } from './gpu.ts';

/** A GPU as nvidia-smi has it. */
export interface SmiGpu {
  readonly index: string;
  readonly uuid: string;
  readonly name: string;
  readonly memoryMib: number | undefined;
  /** Whether it is cut into slices; undefined: it is not said, as by drivers from before there were any. */
  readonly mig: boolean | undefined;
}

/** A slice of a GPU. */
export interface SmiSlice {
  readonly gpuUuid: string;
  readonly uuid: string;
  /** `1g.10gb`. */
  readonly profile: string;
}

/** What is asked of `nvidia-smi --query-gpu=`. */
export const SMI_FIELDS = ['index', 'uuid', 'name', 'memory.total', 'mig.mode.current'] as const;

/**
 * Reads `nvidia-smi --query-gpu=... --format=csv`, by its head: columns may be in any order, and some missing.
 * @returns undefined when it is something else, such as what nvidia-smi says when it cannot speak with its driver
 */
export function readSmiTable(output: string): SmiGpu[] | undefined {
  const [head = '', ...lines] = output.split(/\r?\n/).filter((line) => line.trim() !== '');
  const columns = cells(head).map((column) => column.replace(/ \[.*\]$/, ''));
  if (!columns.includes('uuid') || !columns.includes('name')) return undefined;
  return lines.map((line) => {
    const row = cells(line);
    const cell = (column: string): string => row[columns.indexOf(column)] ?? '';
    return {
      index: cell('index'),
      uuid: cell('uuid'),
      name: cell('name'),
      memoryMib: mib(cell('memory.total')),
      mig: migMode(cell('mig.mode.current')),
    };
  });
}

/** Reads the slices of `nvidia-smi -L`. */
export function readSmiList(output: string): SmiSlice[] {
  const slices: SmiSlice[] = [];
  let gpuUuid = '';
  for (const line of output.split(/\r?\n/)) {
    const [, gpu] = /^\s*GPU \d+: .*\(UUID: (GPU-[\w-]+)\)/.exec(line) ?? [];
    if (gpu !== undefined) gpuUuid = gpu;
    const [, profile, uuid] = /^\s*MIG (\S+)\s+Device\s+\d+: \(UUID: (MIG-[\w/-]+)\)/.exec(line) ?? [];
    if (profile !== undefined && uuid !== undefined) slices.push({ gpuUuid, uuid, profile });
  }
  return slices;
}

/** A whole GPU. */
export function wholeGpu({ name, memoryMib }: SmiGpu): Gpu {
  return { product: asLabel(name), memoryMib };
}

/** A slice, named as the node label names slices. */
export function sliceOf({ name }: SmiGpu, { profile }: SmiSlice): Gpu {
  return { product: `${asLabel(name)}-MIG-${profile}`, memoryMib: memoryOfSlice(profile) };
}

function cells(line: string): string[] {
  return line.split(',').map((cell) => cell.trim());
}

/** `81920 MiB`; anything else, as `[N/A]` or `[Insufficient Permissions]`, is unknown. */
function mib(cell: string): number | undefined {
  const [, number] = /^(\d{1,9})(?: MiB)?$/.exec(cell) ?? [];
  return number === undefined ? undefined : Number(number);
}

function migMode(cell: string): boolean | undefined {
  if (cell === 'Enabled') return true;
  // Of GPUs that cannot be cut.
  return cell === 'Disabled' || cell === '[N/A]' || cell === 'N/A' || cell === '[Not Supported]'
    ? false
    : undefined;
}
