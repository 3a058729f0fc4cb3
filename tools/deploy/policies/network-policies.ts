import type { Fields, Manifest } from './manifest.ts';
import { workloadsOf } from './manifest.ts';
import type { Policy } from './policy.ts';

interface Rule {
  readonly from?: readonly Fields[];
  readonly ports?: readonly { readonly port?: number }[];
}

const selected = (policy: Manifest, labels: Readonly<Record<string, string>>): boolean => {
  const selector = (policy.spec?.['podSelector'] ?? {}) as { matchLabels?: Record<string, string> };
  return Object.entries(selector.matchLabels ?? {}).every(([name, value]) => labels[name] === value);
};
const policiesOf = (manifests: readonly Manifest[]): Manifest[] =>
  manifests.filter(({ kind }) => kind === 'NetworkPolicy');
const rulesOf = ({ spec }: Manifest): readonly Rule[] => (spec?.['ingress'] ?? []) as Rule[];
const typesOf = ({ spec }: Manifest): readonly unknown[] => (spec?.['policyTypes'] ?? []) as unknown[];

/** Whether a rule lets in pods of other releases, other namespaces or other networks. */
function fromOutside({ from = [] }: Rule): boolean {
  const ours = from.every((peer) => {
    const { matchLabels = {} } = (peer['podSelector'] ?? {}) as { matchLabels?: Record<string, string> };
    return (
      peer['namespaceSelector'] === undefined &&
      peer['ipBlock'] === undefined &&
      matchLabels['app.kubernetes.io/instance'] !== undefined
    );
  });
  return from.length === 0 || !ours;
}

/** What may be reached from outside, by the component's name. */
const FRONT_DOORS = ['gateway', 'chat'];

export const NETWORK_POLICIES: readonly Policy[] = [
  {
    rule: 'every pod is under a policy that denies what none allows, in and out',
    breaches: (manifests) =>
      workloadsOf(manifests)
        .filter(
          ({ labels }) =>
            !policiesOf(manifests).some(
              (policy) =>
                selected(policy, labels) &&
                typesOf(policy).includes('Ingress') &&
                typesOf(policy).includes('Egress'),
            ),
        )
        .map(({ manifest }) => `${manifest.kind}/${manifest.metadata.name}`),
  },
  {
    rule: 'only the gateway and the chat front are reached from outside',
    breaches: (manifests) =>
      workloadsOf(manifests).flatMap(({ manifest, labels }) => {
        if (FRONT_DOORS.includes(labels['app.kubernetes.io/component'] ?? '')) return [];
        return policiesOf(manifests)
          .filter((policy) => selected(policy, labels) && rulesOf(policy).some(isOpen))
          .map((policy) => `${manifest.metadata.name}: NetworkPolicy/${policy.metadata.name}`);
      }),
  },
  {
    rule: 'only the gateway and the chat front have a Service that is not headless, besides the pooler',
    breaches: (manifests) =>
      manifests
        .filter(({ kind, spec }) => kind === 'Service' && spec?.['clusterIP'] !== 'None')
        .filter(
          ({ metadata }) =>
            ![...FRONT_DOORS, 'pgbouncer'].includes(metadata.labels?.['app.kubernetes.io/component'] ?? ''),
        )
        .map(({ metadata }) => `Service/${metadata.name}`),
  },
];

/** The port of vLLM may be open to endpoint pickers and to who reads metrics; what is open to everybody never is. */
function isOpen(rule: Rule): boolean {
  if (!fromOutside(rule)) return false;
  const onlyModelServer = (rule.ports ?? []).length > 0 && rule.ports?.every(({ port }) => port === 8000);
  return !(onlyModelServer === true && (rule.from ?? []).length > 0);
}
