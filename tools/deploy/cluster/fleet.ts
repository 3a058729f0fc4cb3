import type { Manifest } from '../policies/manifest.ts';

/** A node that is only an entry: nothing runs on it, but the scheduler believes in it. */
export interface FakeNode {
  readonly name: string;
  /** nvidia.com/gpu.product, as GPU feature discovery writes it; undefined: no GPU. */
  readonly product?: string;
  /** nvidia.com/gpu.memory, MiB of one GPU. */
  readonly memoryMiB?: number;
  /** What a device plugin offers. */
  readonly gpus?: Readonly<Record<string, number>>;
  readonly zone?: string;
}

const A100 = 'NVIDIA-A100-SXM4-80GB';

/** The paper's fleet, and among it everything that looks like a part of it and is none. */
export const FLEET = {
  a100: { name: 'a100-1', product: A100, memoryMiB: 81_920, gpus: { 'nvidia.com/gpu': 8 } },
  h100: {
    name: 'h100-1',
    product: 'NVIDIA-H100-80GB-HBM3',
    memoryMiB: 81_559,
    gpus: { 'nvidia.com/gpu': 2 },
  },
  /** MIG strategy "single": slices under the name of whole GPUs, with a product of their own. */
  slices: {
    name: 'mig-single',
    product: `${A100}-MIG-1g.10gb`,
    memoryMiB: 9_728,
    gpus: { 'nvidia.com/gpu': 56 },
  },
  largeSlices: {
    name: 'mig-large',
    product: 'NVIDIA-H100-80GB-HBM3-MIG-7g.80gb',
    memoryMiB: 81_559,
    gpus: { 'nvidia.com/gpu': 8 },
  },
  /** MIG strategy "mixed": the product of the whole GPU, and slices under names of their own. */
  mixed: { name: 'mig-mixed', product: A100, memoryMiB: 81_920, gpus: { 'nvidia.com/mig-1g.10gb': 56 } },
  /** GPUs that are shared by time. */
  shared: { name: 'shared', product: `${A100}-SHARED`, memoryMiB: 81_920, gpus: { 'nvidia.com/gpu': 32 } },
  /** The right name, and too little memory. */
  small: {
    name: 'a100-small',
    product: 'NVIDIA-A100-SXM4-40GB',
    memoryMiB: 20_480,
    gpus: { 'nvidia.com/gpu': 8 },
  },
  other: { name: 'l4-1', product: 'NVIDIA-L4', memoryMiB: 23_034, gpus: { 'nvidia.com/gpu': 8 } },
  cpu1: { name: 'cpu-1', zone: 'one' },
  cpu2: { name: 'cpu-2', zone: 'two' },
  cpu3: { name: 'cpu-3', zone: 'three' },
} as const satisfies Record<string, FakeNode>;

/** The objects that a node is: itself, and its status, which is written apart. */
export function nodeOf({ name, product, memoryMiB, gpus = {}, zone = 'one' }: FakeNode): {
  readonly node: Manifest;
  readonly status: object;
} {
  const quantities = { cpu: '96', memory: '1Ti', pods: '250', 'ephemeral-storage': '10Ti', ...texts(gpus) };
  return {
    node: {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'topology.kubernetes.io/zone': zone,
          ...(product === undefined ? {} : { 'nvidia.com/gpu.product': product }),
          ...(memoryMiB === undefined ? {} : { 'nvidia.com/gpu.memory': String(memoryMiB) }),
        },
      },
      spec: {
        taints:
          product === undefined ? [] : [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
      },
    },
    status: {
      capacity: quantities,
      allocatable: quantities,
      conditions: [
        { type: 'Ready', status: 'True', reason: 'Fake', lastHeartbeatTime: null, lastTransitionTime: null },
      ],
    },
  };
}

const texts = (numbers: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));
