import { workloadsOf, type Container, type Manifest, type Workload } from './manifest.ts';
import type { Policy } from './policy.ts';

/** A policy of which each Deployment is asked: pods that go on, unlike those of jobs. */
function ofDeployments(rule: string, wrong: (workload: Workload) => readonly string[]): Policy {
  return {
    rule,
    breaches: (manifests) =>
      workloadsOf(manifests)
        .filter(({ manifest }) => manifest.kind === 'Deployment')
        .flatMap((workload) =>
          wrong(workload).map((reason) => `Deployment/${workload.manifest.metadata.name}: ${reason}`),
        ),
  };
}

/** What a process of ours still does after its drain, in seconds: calls unwind (2 and 2), the database closes (5), and some air. */
const AFTER_DRAIN_SECONDS = 15;

const preStopOf = ({ lifecycle }: Container): number => lifecycle?.preStop?.sleep?.seconds ?? 0;

/** How long a container may take to end what it has begun after SIGTERM, in seconds; undefined: it has no say in it. */
export function drainOf({ env = [], args = [] }: Container): number | undefined {
  const ours = env.find(({ name }) => name === 'ROOKERY_DRAIN_MS')?.value;
  if (ours !== undefined) return Number(ours) / 1000;
  const timeout = args.find((one) => one.startsWith('--shutdown-timeout='))?.split('=')[1];
  return timeout === undefined ? undefined : Number(timeout);
}

export const POD_POLICIES: readonly Policy[] = [
  ofDeployments('pods get longer to end than their calls in flight', ({ pod }) => {
    const grace = pod.terminationGracePeriodSeconds ?? 30;
    return pod.containers.flatMap((container) => {
      const needed = preStopOf(container) + (drainOf(container) ?? 0) + AFTER_DRAIN_SECONDS;
      return grace >= needed ? [] : [`${container.name} needs ${needed} s, and gets ${grace}`];
    });
  }),
  ofDeployments('SIGTERM comes after others have heard of the end', ({ pod }) =>
    pod.containers.filter((one) => preStopOf(one) < 1).map(({ name }) => `${name} has no pause before it`),
  ),
  ofDeployments('a container is watched: whether it started, lives, and is ready', ({ pod }) =>
    pod.containers.flatMap((one) =>
      (['startupProbe', 'livenessProbe', 'readinessProbe'] as const)
        .filter((probe) => one[probe] === undefined)
        .map((probe) => `${one.name} has no ${probe}`),
    ),
  ),
  ofDeployments('replicas are spread over zones and nodes', ({ pod }) => {
    const keys = (pod.topologySpreadConstraints ?? []).map((one) => one['topologyKey']);
    return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].filter((key) => !keys.includes(key));
  }),
  {
    rule: 'no pod has a token of the cluster, a namespace of the host, or a path of it',
    breaches: (manifests) =>
      workloadsOf(manifests).flatMap(({ manifest, pod }) => {
        const host = pod.hostNetwork === true || pod.hostPID === true || pod.hostIPC === true;
        const path = (pod.volumes ?? []).some((volume) => volume['hostPath'] !== undefined);
        const reasons = [
          ...(pod.automountServiceAccountToken === false ? [] : ['a token is mounted']),
          ...(host ? ['a namespace of the host'] : []),
          ...(path ? ['a path of the host'] : []),
        ];
        return reasons.map((reason) => `${manifest.kind}/${manifest.metadata.name}: ${reason}`);
      }),
  },
  {
    rule: 'what has several replicas keeps them when nodes are drained, and one replica holds up no drain',
    breaches: (manifests: readonly Manifest[]): readonly string[] => {
      const budgets = manifests.filter(({ kind }) => kind === 'PodDisruptionBudget');
      return workloadsOf(manifests)
        .filter(({ manifest }) => manifest.kind === 'Deployment')
        .flatMap(({ manifest, labels }) => {
          const several = manifest.spec?.['replicas'] !== 1;
          const own = budgets.filter(({ spec }) => {
            const { matchLabels = {} } = (spec?.['selector'] ?? {}) as {
              matchLabels?: Record<string, string>;
            };
            return Object.entries(matchLabels).every(([name, value]) => labels[name] === value);
          });
          const wrong = several ? own.length !== 1 || own[0]?.spec?.['maxUnavailable'] !== 1 : own.length > 0;
          return wrong ? [`Deployment/${manifest.metadata.name}: ${own.length} budgets`] : [];
        });
    },
  },
];
