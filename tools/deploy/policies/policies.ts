import { CONTAINER_POLICIES } from './container-policies.ts';
import type { Manifest } from './manifest.ts';
import { MODEL_POLICIES } from './model-policies.ts';
import { NETWORK_POLICIES } from './network-policies.ts';
import { POD_POLICIES } from './pod-policies.ts';
import type { Policy } from './policy.ts';
import { PROCESS_POLICIES } from './process-policies.ts';

/** All rules that the rendered chart keeps. */
export const POLICIES: readonly Policy[] = [
  ...CONTAINER_POLICIES,
  ...POD_POLICIES,
  ...PROCESS_POLICIES,
  ...MODEL_POLICIES,
  ...NETWORK_POLICIES,
  {
    rule: 'the chart holds no secret',
    breaches: (manifests: readonly Manifest[]) =>
      manifests.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => `Secret/${metadata.name}`),
  },
];
