import type { FoundGpus, Gpu } from './gpu.ts';
import { memoryOfSlice } from './gpu.ts';

/** Kubernetes has no longer ones. */
const LONGEST_VALUE = 63;
/** GPUs of one node at most. */
const MOST_GPUS = 64;

/**
 * Reads labels of a node: lines `KEY="VALUE"`, as the downward API writes files, or `KEY=VALUE` separated by lines or commas, as
 * kubectl shows them.
 */
export function readLabels(text: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const part of text.split(/[\n,]/)) {
    const [, key, quoted, bare] = /^\s*([\w./-]+)\s*=\s*(?:"([^"]*)"|(\S*))\s*$/.exec(part) ?? [];
    if (key !== undefined) labels.set(key, (quoted ?? bare ?? '').slice(0, LONGEST_VALUE));
  }
  return labels;
}

/** The GPUs of the node, as GPU Feature Discovery labels it. They are those of the whole node: how many are ours it does not say. */
export function gpusByLabels(labels: ReadonlyMap<string, string>): FoundGpus {
  const product = labels.get('nvidia.com/gpu.product') ?? '';
  const none = (why: string): FoundGpus => ({ gpus: [], source: undefined, why });
  if (product === '') return none('the labels have no nvidia.com/gpu.product');
  const mixed = [...labels].find(
    ([key, value]) => /^nvidia\.com\/mig-.+\.count$/.test(key) && Number(value) > 0,
  );
  if (mixed !== undefined) {
    return none(
      `the node has slices beside whole GPUs (${mixed[0]}=${mixed[1]}), and its labels do not tell which this is`,
    );
  }
  const count = number(labels.get('nvidia.com/gpu.count')) ?? 1;
  const [, profile = ''] = /-MIG-(.+)$/.exec(product) ?? [];
  // In a product that is a slice, the label has the memory of the slice.
  const memoryMib = number(labels.get('nvidia.com/gpu.memory')) ?? memoryOfSlice(profile);
  const gpu: Gpu = { product, memoryMib };
  const sharing = labels.get('nvidia.com/gpu.sharing-strategy') ?? 'none';
  const shared = sharing !== 'none' || product.endsWith('-SHARED');
  const why = shared
    ? `its GPUs are shared (${sharing === 'none' ? product : sharing}): neither memory nor time is one's own`
    : '';
  return { gpus: Array.from({ length: Math.min(count, MOST_GPUS) }, () => gpu), source: 'node labels', why };
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
