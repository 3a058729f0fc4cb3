import { readFile } from 'node:fs/promises';
import type { FoundGpus } from './gpu.ts';
import { gpusByLabels, readLabels } from './node-labels.ts';
import { gpusBySmi } from './nvidia-smi.ts';

/** Where GPUs are looked for. */
export interface GpuSources {
  /** CUDA_VISIBLE_DEVICES, which the model server has, too. */
  readonly visibleDevices: string | undefined;
  /** ROOKERY_NODE_LABELS: a file of labels, or the labels; undefined: there are none. */
  readonly nodeLabels: string | undefined;
}

/** A longer file is none of labels, in characters. */
const LONGEST = 1_000_000;

/**
 * Finds out what a model server runs on: by nvidia-smi where the server is on this machine, else by the labels of its node.
 * @param isLocal what this machine has is what the server has
 */
export async function findGpus(
  { visibleDevices, nodeLabels }: GpuSources,
  isLocal: boolean,
  signal: AbortSignal,
): Promise<FoundGpus> {
  const here = isLocal
    ? await gpusBySmi(visibleDevices, signal)
    : {
        gpus: [],
        source: undefined,
        why: 'the model server is not on this machine, so nvidia-smi was not asked',
      };
  if (here.source !== undefined) return here;
  if (nodeLabels === undefined) return { ...here, why: `${here.why}; ROOKERY_NODE_LABELS is not set` };
  const labels = await labelsIn(nodeLabels);
  if (labels === undefined)
    return { ...here, why: `${here.why}; ROOKERY_NODE_LABELS: the file cannot be read` };
  const byLabels = gpusByLabels(readLabels(labels));
  return byLabels.source === undefined ? { ...byLabels, why: `${here.why}; ${byLabels.why}` } : byLabels;
}

async function labelsIn(source: string): Promise<string | undefined> {
  if (source.includes('=')) return source;
  const text = await readFile(source, 'utf8').catch(() => undefined);
  return text?.slice(0, LONGEST);
}
