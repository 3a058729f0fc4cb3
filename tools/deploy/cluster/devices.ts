import type { Manifest, Workload } from '../policies/manifest.ts';
import type { Api } from './api.ts';
import { POD, podOf } from './cluster.ts';

const RESOURCE = 'resource.k8s.io/v1';
const DRIVER = 'gpu.nvidia.com';

/** One device as NVIDIA's driver for dynamic resource allocation publishes it. */
export interface FakeDevice {
  readonly type: 'gpu' | 'mig';
  /** With blanks, as nvidia-smi has it. */
  readonly product: string;
  readonly memoryMiB: number;
}

export const addDeviceClass = (api: Api): Promise<unknown> =>
  api.create({
    apiVersion: RESOURCE,
    kind: 'DeviceClass',
    metadata: { name: DRIVER },
    spec: { selectors: [{ cel: { expression: `device.driver == '${DRIVER}'` } }] },
  });

/** Publishes the devices of a node. */
export async function addDevices(api: Api, node: string, devices: readonly FakeDevice[]): Promise<void> {
  await api.create({
    apiVersion: RESOURCE,
    kind: 'ResourceSlice',
    metadata: { name: node },
    spec: {
      driver: DRIVER,
      nodeName: node,
      pool: { name: node, generation: 1, resourceSliceCount: 1 },
      devices: devices.map(({ type, product, memoryMiB }, index) => ({
        name: `device-${index}`,
        attributes: { type: { string: type }, productName: { string: product } },
        capacity: { memory: { value: `${memoryMiB}Mi` } },
      })),
    },
  });
}

/** A pod that claims devices, with the claim that a controller would make of its template. */
export async function addClaimingPod(
  api: Api,
  workload: Workload,
  template: Manifest,
  name: string,
): Promise<string> {
  const { metadata } = await api.create(podOf(workload, name));
  const owner = { apiVersion: 'v1', kind: 'Pod', name, uid: metadata.uid, controller: true };
  const claim = {
    apiVersion: RESOURCE,
    kind: 'ResourceClaim',
    metadata: { name: `${name}-gpus`, ownerReferences: [owner] },
    spec: template.spec?.['spec'] as Manifest['spec'],
  };
  await api.create(claim as Manifest);
  const status = { resourceClaimStatuses: [{ name: 'gpus', resourceClaimName: claim.metadata.name }] };
  await api.merge(POD, name, { status }, '/status');
  return name;
}
