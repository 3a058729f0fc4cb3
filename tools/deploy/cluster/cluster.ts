import type { Manifest, Workload } from '../policies/manifest.ts';
import type { Api, Stored } from './api.ts';
import { nodeOf, type FakeNode } from './fleet.ts';

export const POD = { apiVersion: 'v1', kind: 'Pod' } as const;
const NODE = { apiVersion: 'v1', kind: 'Node' } as const;

/** Makes a node, ready to be given pods. */
export async function addNode(api: Api, fake: FakeNode): Promise<void> {
  const { node, status } = nodeOf(fake);
  await api.create(node);
  await api.merge(NODE, fake.name, { status }, '/status');
}

/** As `kubectl cordon` and `uncordon` do. */
export const cordon = (api: Api, name: string, unschedulable = true): Promise<void> =>
  api.merge(NODE, name, { spec: { unschedulable } });

/** A pod of a workload's template, as its controller would make it. */
export function podOf({ labels, pod }: Workload, name: string): Manifest {
  return { ...POD, metadata: { name, labels }, spec: { ...pod } };
}

/** Names of the pods that the workload asks for. */
export function podNames({ manifest }: Workload): string[] {
  const replicas = Number(manifest.spec?.['replicas'] ?? 1);
  return Array.from({ length: replicas }, (_, index) => `${manifest.metadata.name}-${index}`);
}

/** @returns the node that the scheduler gave it */
export function bound(api: Api, name: string): Promise<string> {
  return api.eventually(`the pod ${name} is bound`, async () => (await api.pod(name)).spec.nodeName);
}

/** @returns why the scheduler could not place it, in its own words */
export function unplaced(api: Api, name: string): Promise<string> {
  return api.eventually(`the scheduler says why ${name} is pending`, async () =>
    reasonOf(await api.pod(name)),
  );
}

function reasonOf({ spec, status }: Stored): string | undefined {
  if (spec.nodeName !== undefined) throw new Error(`it is bound to ${spec.nodeName}`);
  const condition = status?.conditions?.find(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable',
  );
  return condition?.message;
}

/** Binds a claim to a volume, which is the work of a controller and a storage driver. */
export async function bindClaim(api: Api, claim: Manifest): Promise<void> {
  const { name } = claim.metadata;
  const kind = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' } as const;
  await api.create({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage: '1Ti' },
      accessModes: ['ReadWriteMany'],
      claimRef: { namespace: 'rookery', name },
      nfs: { server: 'weights.example', path: '/' },
    },
  });
  await api.merge(kind, name, {
    metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
    spec: { volumeName: name },
  });
  await api.merge(kind, name, { status: { phase: 'Bound' } }, '/status');
  await api.merge(
    { apiVersion: 'v1', kind: 'PersistentVolume' },
    name,
    { status: { phase: 'Bound' } },
    '/status',
  );
}
