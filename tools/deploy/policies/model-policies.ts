import { workloadsOf, type Container, type Workload } from './manifest.ts';
import { drainOf } from './pod-policies.ts';
import type { Policy } from './policy.ts';

const serves = ({ command = [], args = [] }: Container): boolean => [...command, ...args].includes('vllm');

/** A policy of which each pod with a model server is asked. */
function ofModels(rule: string, wrong: (workload: Workload, vllm: Container) => readonly string[]): Policy {
  return {
    rule,
    breaches: (manifests) =>
      workloadsOf(manifests).flatMap((workload) => {
        const vllm = workload.pod.containers.find(serves);
        if (vllm === undefined) return [];
        return wrong(workload, vllm).map((reason) => `${workload.manifest.metadata.name}: ${reason}`);
      }),
  };
}

const option = ({ args = [] }: Container, name: string): string | undefined =>
  args.find((one) => one === name || one.startsWith(`${name}=`))?.slice(name.length + 1);

export const MODEL_POLICIES: readonly Policy[] = [
  ofModels('every model is pinned to exact products, never to a slice', ({ pod }) => {
    const terms =
      pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
    if (terms.length === 0) return ['no node affinity is required'];
    // Terms are alternatives: each of them has to pin.
    return terms.flatMap(({ matchExpressions = [] }) => {
      const product = matchExpressions.find(({ key }) => key === 'nvidia.com/gpu.product');
      const memory = matchExpressions.find(({ key }) => key === 'nvidia.com/gpu.memory');
      const slice = product?.values?.find((value) => /MIG|\*/.test(value));
      return [
        ...(product?.operator === 'In' && (product.values?.length ?? 0) > 0 ? [] : ['no product is named']),
        ...(slice === undefined ? [] : [`${slice} is a slice or a pattern`]),
        ...(memory?.operator === 'Gt' && Number(memory.values?.[0]) > 0 ? [] : ['no least memory']),
      ];
    });
  }),
  ofModels('every model has as many whole GPUs as it computes on', ({ pod }, vllm) => {
    const claimed = (vllm.resources?.claims?.length ?? 0) > 0 && (pod.resourceClaims?.length ?? 0) > 0;
    const parallel = Number(option(vllm, '--tensor-parallel-size') ?? 1);
    const gpus = Number(vllm.resources?.limits?.['nvidia.com/gpu'] ?? 0);
    return claimed || gpus >= parallel ? [] : [`${gpus} GPUs for a tensor parallelism of ${parallel}`];
  }),
  ofModels('every model is a commit of its hub', (_, vllm) =>
    /^[0-9a-f]{40}$/.test(option(vllm, '--revision') ?? '') ? [] : ['no revision'],
  ),
  ofModels('answers in flight are not cut, and no text of them is logged', (_, vllm) => [
    ...(Number(option(vllm, '--shutdown-timeout') ?? 0) > 0 ? [] : ['--shutdown-timeout is 0']),
    ...(option(vllm, '--enable-log-requests') === undefined ? [] : ['--enable-log-requests']),
    ...(option(vllm, '--enable-log-outputs') === undefined ? [] : ['--enable-log-outputs']),
  ]),
  ofModels('sampling that is pinned is not filled from the file of the model', (_, vllm) =>
    option(vllm, '--override-generation-config') === undefined ||
    option(vllm, '--generation-config') === 'vllm'
      ? []
      : ['--generation-config is not vllm'],
  ),
  ofModels('a worker stands beside each model, and drains before the model stops', ({ pod }, vllm) => {
    const worker = pod.containers.find(({ name }) => name === 'worker');
    if (worker === undefined) return ['no worker'];
    const pause = (one: Container): number => one.lifecycle?.preStop?.sleep?.seconds ?? 0;
    const drained = pause(worker) + (drainOf(worker) ?? 0);
    return pause(vllm) >= drained ? [] : [`vLLM stops after ${pause(vllm)} s, the worker after ${drained}`];
  }),
  ofModels('a model goes where GPUs are kept for models', ({ pod }) =>
    (pod.tolerations ?? []).some((one) => one['key'] === 'nvidia.com/gpu') ? [] : ['no toleration'],
  ),
];
