/** A GPU, or a slice of one, that a model server can use. */
export interface Gpu {
  /** As the node label nvidia.com/gpu.product has it; of a slice with its profile at the end. */
  readonly product: string;
  /** Undefined: it is not known. */
  readonly memoryMib: number | undefined;
}

/** What was found out of the GPUs. */
export interface FoundGpus {
  readonly gpus: readonly Gpu[];
  /** Who says so; undefined: nobody could tell, and `why` says why not. */
  readonly source: 'nvidia-smi' | 'node labels' | undefined;
  /** What keeps these GPUs from being what they look like, or from being known; empty: nothing. */
  readonly why: string;
}

/** Longer ones are cut. */
const LONGEST_NAME = 100;

/** The name of nvidia-smi as the label has it: blanks are dashes there, and signs that a label cannot have are left out. */
export function asLabel(name: string): string {
  return name
    .slice(0, LONGEST_NAME)
    .replace(/[^\w. -]/g, '')
    .trim()
    .replace(/ +/g, '-');
}

/**
 * Memory that a slice has at least, in MiB, by the end of its profile: `1g.10gb` has 9728 MiB, which is more than ten decimal
 * gigabytes. Undefined: the profile does not say.
 */
export function memoryOfSlice(profile: string): number | undefined {
  const [, gigabytes] = /\.(\d{1,4})gb(?:[+.]|$)/.exec(profile) ?? [];
  return gigabytes === undefined ? undefined : Math.floor((Number(gigabytes) * 1e9) / 2 ** 20);
}
