import type { SmiGpu, SmiSlice } from './smi-output.ts';

/** A whole GPU, or one slice of it. */
export interface Device {
  readonly gpu: SmiGpu;
  readonly slice: SmiSlice | undefined;
}

/**
 * The devices that CUDA_VISIBLE_DEVICES leaves to a process: numbers of GPUs, or beginnings of the names of GPUs and slices, up to
 * the first that is neither.
 * @param variable undefined: it is not set, and all are visible
 * @returns undefined when that cannot be told: CUDA may number GPUs that are not alike in another order than nvidia-smi
 */
export function visibleDevices(
  devices: readonly Device[],
  variable: string | undefined,
): readonly Device[] | undefined {
  if (variable === undefined) return devices;
  const named = variable.split(',').map((one) => one.trim());
  const byNumber = named.some((one) => /^\d+$/.test(one));
  if (byNumber && new Set(devices.map(({ gpu }) => gpu.name)).size > 1) return undefined;
  const visible: Device[] = [];
  for (const name of named) {
    const found = devices.find((device) => isNamed(device, name));
    if (found === undefined) break;
    visible.push(found);
  }
  return visible;
}

function isNamed({ gpu, slice }: Device, name: string): boolean {
  if (/^\d+$/.test(name)) return gpu.index === name;
  if (name.startsWith('MIG-')) return slice?.uuid.startsWith(name) === true;
  return name.startsWith('GPU-') && gpu.uuid.startsWith(name);
}
