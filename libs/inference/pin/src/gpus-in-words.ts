import type { GpuGroup } from '@rookery/shared-contracts';
import type { Gpu } from './gpus/gpu.ts';

/** So many kinds of GPUs are told apart. */
const MOST_GROUPS = 64;

/** Alike ones together, in their order. */
export function groupGpus(gpus: readonly Gpu[]): GpuGroup[] {
  const groups = Map.groupBy(gpus, ({ product, memoryMib }) => `${product} ${memoryMib ?? ''}`);
  return [...groups.values()].slice(0, MOST_GROUPS).flatMap((alike) => {
    const [first] = alike;
    return first === undefined ? [] : [{ ...first, count: alike.length }];
  });
}

/** `2 x NVIDIA-H100-80GB-HBM3`. */
export function gpusInWords(gpus: readonly Gpu[]): string {
  return groupGpus(gpus)
    .map(({ product, count }) => `${count} x ${product}`)
    .join(', ');
}
