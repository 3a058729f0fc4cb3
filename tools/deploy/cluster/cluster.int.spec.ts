import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readManifests, workloadsOf, type Manifest, type Workload } from '../policies/manifest.ts';
import { renderedFile, SETTINGS } from '../rendered.ts';
import type { Api } from './api.ts';
import { addNode, bindClaim, bound, cordon, POD, podNames, podOf, unplaced } from './cluster.ts';
import { ControlPlane } from './control-plane.ts';
import { addClaimingPod, addDeviceClass, addDevices, type FakeDevice } from './devices.ts';
import { FLEET } from './fleet.ts';

const LLAMA = 'model-llama-3.1-8b-instruct';

const manifestsOf = (name: string): Manifest[] => {
  const setting = SETTINGS.find((one) => one.name === name);
  if (setting === undefined) throw new Error(`there is no setting ${name}`);
  return readManifests(renderedFile(setting));
};
const deploymentsOf = (manifests: readonly Manifest[]): Workload[] =>
  workloadsOf(manifests).filter(({ manifest }) => manifest.kind === 'Deployment');

const wanted = process.env['ROOKERY_TEST_CLUSTER'] === 'yes';
(wanted ? describe : describe.skip)('the chart in a real Kubernetes (needs npm run test:cluster)', () => {
  let plane: ControlPlane;
  let api: Api;
  beforeAll(async () => {
    plane = await ControlPlane.start();
    ({ api } = plane);
    await Promise.all(Object.values(FLEET).map((fake) => addNode(api, fake)));
  });
  afterAll(() => plane[Symbol.asyncDispose]());

  const paper = manifestsOf('paper');
  const workloads = deploymentsOf(paper);
  const workload = (component: string): Workload => {
    const found = workloads.find(({ labels }) => labels['app.kubernetes.io/component'] === component);
    if (found === undefined) throw new Error(`there is no ${component}`);
    return found;
  };
  /** Makes one more pod of a workload. */
  const another = async (component: string, name: string): Promise<string> => {
    await api.create(podOf(workload(component), name));
    return name;
  };

  it.each(SETTINGS)('takes every object of $name, and knows each of its fields', async ({ name }) => {
    const unknown: string[] = [];
    for (const manifest of manifestsOf(name)) {
      if (!(await api.apply(manifest, { dryRun: true }))) unknown.push(manifest.apiVersion);
    }
    // Kinds that others bring to a cluster, and this one does not have.
    const others = ['keda.sh/v1alpha1', 'inference.networking.k8s.io/v1'];
    expect([...new Set(unknown)].filter((version) => !others.includes(version))).toEqual([]);
  });

  it('refuses a field that there is not', async () => {
    const [first] = workloads;
    const broken = structuredClone(first?.manifest) as Manifest & {
      spec: { template: { spec: { nodeAffinity: object } } };
    };
    broken.spec.template.spec.nodeAffinity = {};
    await expect(api.apply(broken, { dryRun: true })).rejects.toThrow(/nodeAffinity/);
  });

  it('refuses a pod that could become root, by its own standard', async () => {
    const pod = structuredClone(podOf(workload('judge'), 'root')) as Manifest & {
      spec: { securityContext: Record<string, unknown> };
    };
    pod.spec.securityContext = {};
    await expect(api.create(pod)).rejects.toThrow(/violates PodSecurity "restricted/);
  });

  it('gives every pod of the paper a node that it belongs on', async () => {
    for (const manifest of paper) await api.apply(manifest);
    const claim = paper.find(({ kind }) => kind === 'PersistentVolumeClaim');
    if (claim !== undefined) await bindClaim(api, claim);
    const placed = new Map<string, string>();
    for (const one of workloads) {
      for (const name of podNames(one)) await api.create(podOf(one, name));
    }
    for (const name of workloads.flatMap(podNames)) placed.set(name, await bound(api, name));

    const nodesOf = (pattern: RegExp): string[] =>
      [...placed].filter(([name]) => pattern.test(name)).map(([, node]) => node);
    const small = nodesOf(/^rookery-model-(?!qwq)/);
    expect([small.length, [...new Set(small)]]).toEqual([8, [FLEET.a100.name]]);
    expect(nodesOf(/^rookery-model-qwq/)).toEqual([FLEET.h100.name]);
    const others = nodesOf(/^rookery-(?!model-)/);
    expect(others.length).toBeGreaterThan(10);
    expect(others.filter((node) => !node.startsWith('cpu-'))).toEqual([]);
    // Two replicas of a service are on two nodes.
    expect(new Set(nodesOf(/^rookery-judge-\d/)).size).toBe(2);
  });

  it('leaves pending what fits nowhere, and says why', async () => {
    const small = await unplaced(api, await another('model-qwen-2.5-7b-instruct', 'ninth'));
    // Of eleven nodes one is of the class and full; MIG, sharing, too little memory and other products do not count.
    expect(small).toMatch(/^0\/11 nodes are available/);
    expect(small).toMatch(/1 Insufficient nvidia\.com\/gpu|2 Insufficient nvidia\.com\/gpu/);
    expect(small).toMatch(/node\(s\) didn't match Pod's node affinity/);
    const large = await unplaced(api, await another('model-qwq-32b', 'second-qwq'));
    expect(large).toMatch(/1 Insufficient nvidia\.com\/gpu/);
  });

  it('places what was pending when a node of the class comes', async () => {
    await addNode(api, { ...FLEET.a100, name: 'a100-2' });
    expect(await bound(api, 'ninth')).toBe('a100-2');
  });

  it('goes on to another node when one is cordoned', async () => {
    await cordon(api, FLEET.a100.name);
    // A drain evicts, and the controller makes a pod anew.
    const [evicted = ''] = podNames(workload(LLAMA));
    await api.remove(POD, evicted);
    const first = await bound(api, await another(LLAMA, 'anew'));
    await cordon(api, 'a100-2');
    const reason = await unplaced(api, await another(LLAMA, 'nowhere'));
    await cordon(api, FLEET.a100.name, false);
    expect([first, reason]).toEqual(['a100-2', expect.stringMatching(/2 node\(s\) were unschedulable/)]);
    // The place that was left.
    expect(await bound(api, 'nowhere')).toBe(FLEET.a100.name);
  });

  it('allocates whole GPUs of the class where devices are claimed', async () => {
    const switches = manifestsOf('switches');
    const llama = deploymentsOf(switches).find(
      ({ labels }) => labels['app.kubernetes.io/component'] === LLAMA,
    );
    const template = switches.find(
      ({ kind, metadata }) =>
        kind === 'ResourceClaimTemplate' && metadata.name === llama?.manifest.metadata.name,
    );
    if (llama === undefined || template === undefined) throw new Error('the chart claims no devices');
    await addDeviceClass(api);
    const a100: FakeDevice = { type: 'gpu', product: 'NVIDIA A100-SXM4-80GB', memoryMiB: 81_920 };
    await addNode(api, { ...FLEET.a100, name: 'a100-claims' });
    await addDevices(api, 'a100-claims', [
      { ...a100, type: 'mig' },
      { ...a100, product: 'NVIDIA L4' },
      { ...a100, memoryMiB: 20_480 },
      a100,
    ]);
    const claiming = (name: string): Promise<string> => addClaimingPod(api, llama, template, name);
    expect(await bound(api, await claiming('claims-one'))).toBe('a100-claims');
    // The slice, the other product and the GPU with little memory are left.
    expect(await unplaced(api, await claiming('claims-another'))).toMatch(/cannot allocate all claims/);
  });
});

(wanted ? describe : describe.skip)(
  'the large setting in a real Kubernetes (needs npm run test:cluster)',
  () => {
    let plane: ControlPlane;
    beforeAll(async () => {
      plane = await ControlPlane.start();
    });
    afterAll(() => plane[Symbol.asyncDispose]());

    it('fits a fleet of as many GPUs to the last one, with services on no node of a GPU', async () => {
      const { api } = plane;
      const manifests = manifestsOf('large');
      const zones = ['one', 'two', 'three'];
      const zoneOf = (index: number): string => zones[index % zones.length] ?? 'one';
      const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
      for (const index of times(10)) {
        await addNode(api, { ...FLEET.a100, name: `a100-${index}`, zone: zoneOf(index) });
        await addNode(api, { ...FLEET.h100, name: `h100-${index}`, zone: zoneOf(index) });
      }
      for (const index of times(3)) await addNode(api, { name: `cpu-${index}`, zone: zoneOf(index) });
      for (const manifest of manifests) await api.apply(manifest);
      const claim = manifests.find(({ kind }) => kind === 'PersistentVolumeClaim');
      if (claim !== undefined) await bindClaim(api, claim);

      const placed: [name: string, node: string][] = [];
      const workloads = deploymentsOf(manifests);
      // The autoscaler says how many there are of the one that has no number.
      for (const one of workloads) for (const name of podNames(one)) await api.create(podOf(one, name));
      for (const name of workloads.flatMap(podNames)) placed.push([name, await bound(api, name)]);
      const on = (pattern: RegExp): string[] =>
        placed.filter(([name]) => pattern.test(name)).map(([, node]) => node);
      expect(on(/^rookery-model-(?!qwq)/).map((node) => node.slice(0, 5))).toEqual(Array(80).fill('a100-'));
      expect(new Set(on(/^rookery-model-qwq/))).toEqual(new Set(times(10).map((index) => `h100-${index}`)));
      expect(on(/^rookery-(?!model-)/).filter((node) => !node.startsWith('cpu-'))).toEqual([]);
      // Two on each node, where the setting says that a spread is a must.
      const judges = on(/^rookery-judge-\d/);
      expect(times(3).map((index) => judges.filter((node) => node === `cpu-${index}`).length)).toEqual([
        2, 2, 2,
      ]);
    });
  },
);
