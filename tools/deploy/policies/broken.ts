import type { Place } from './change-at.ts';

/** One way to break a rendered manifest. */
export interface Breakage {
  /** The rule that has to see it. */
  readonly rule: string;
  readonly as: string;
  /** Kind and name of the object. */
  readonly object: string;
  readonly at: Place;
  /** Undefined: what is there goes. */
  readonly to: unknown;
}

const POD = ['spec', 'template', 'spec'];
const JUDGE = [...POD, 'containers', 'judge'];
const VLLM = [...POD, 'containers', 'vllm'];
const TERMS = [
  ...POD,
  ...['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'],
];

/** Ways to break the manifests of the paper's setting, by the rule that has to see them: at least one for each. */
const BY_RULE: Readonly<Record<string, readonly Omit<Breakage, 'rule'>[]>> = {
  'no container is root, or can become it': [
    {
      as: 'root in the pod',
      object: 'Deployment/rookery-judge',
      at: [...POD, 'securityContext', 'runAsUser'],
      to: 0,
    },
    {
      as: 'a privileged container',
      object: 'Deployment/rookery-judge',
      at: [...JUDGE, 'securityContext', 'privileged'],
      to: true,
    },
    {
      as: 'capabilities',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...VLLM, 'securityContext', 'capabilities'],
      to: {},
    },
  ],
  'no container can write its root file system': [
    {
      as: 'a worker that writes',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...POD, 'containers', 'worker', 'securityContext', 'readOnlyRootFilesystem'],
      to: undefined,
    },
  ],
  'every image has a fixed tag or a digest': [
    { as: 'latest', object: 'Deployment/rookery-judge', at: [...JUDGE, 'image'], to: 'rookery/judge:latest' },
    {
      as: 'no tag, behind a port',
      object: 'Deployment/rookery-judge',
      at: [...JUDGE, 'image'],
      to: 'registry:5000/rookery/judge',
    },
  ],
  'every container asks for processor and memory, and has a limit of memory': [
    {
      as: 'no limit',
      object: 'Deployment/rookery-judge',
      at: [...JUDGE, 'resources', 'limits'],
      to: undefined,
    },
  ],
  'secrets come from secrets, and stand nowhere else': [
    {
      as: 'a plain key',
      object: 'Deployment/rookery-judge',
      at: [...JUDGE, 'env', '+'],
      to: { name: 'ROOKERY_API_KEY', value: 'operator-one' },
    },
    {
      as: 'a password in an argument',
      object: 'Deployment/rookery-judge',
      at: [...JUDGE, 'args'],
      to: ['postgresql://rookery:secret@db/rookery'],
    },
  ],
  'pods get longer to end than their calls in flight': [
    {
      as: 'the default of 30 s',
      object: 'Deployment/rookery-judge',
      at: [...POD, 'terminationGracePeriodSeconds'],
      to: undefined,
    },
    {
      as: 'a model without time',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...POD, 'terminationGracePeriodSeconds'],
      to: 60,
    },
  ],
  'SIGTERM comes after others have heard of the end': [
    { as: 'no pause', object: 'Deployment/rookery-judge', at: [...JUDGE, 'lifecycle'], to: undefined },
  ],
  'a container is watched: whether it started, lives, and is ready': [
    { as: 'no liveness', object: 'Deployment/rookery-judge', at: [...JUDGE, 'livenessProbe'], to: undefined },
  ],
  'a process is probed at the port of its metrics, which others than itself reach': [
    {
      as: 'a port of gRPC',
      object: 'Deployment/rookery-judge',
      at: [...JUDGE, 'livenessProbe'],
      to: { grpc: { port: 7602 } },
    },
    {
      as: 'metrics on loopback',
      object: 'Deployment/rookery-judge',
      at: [...JUDGE, 'env', 'ROOKERY_METRICS_HOST'],
      to: undefined,
    },
  ],
  'files that a process is told of are mounted, and not to be written': [
    {
      as: 'a certificate that is nowhere',
      object: 'Deployment/rookery-judge',
      at: [...JUDGE, 'env', '+'],
      to: { name: 'ROOKERY_TLS_CERT_FILE', value: '/etc/rookery-tls/tls.crt' },
    },
    {
      as: 'a certificate beside what the process writes',
      object: 'Deployment/rookery-judge',
      at: [...JUDGE, 'env', '+'],
      to: { name: 'ROOKERY_TLS_CERT_FILE', value: '/tmp/tls.crt' },
    },
  ],
  'all processes have certificates, or none': [
    {
      as: 'one alone',
      object: 'Deployment/rookery-judge',
      at: [...JUDGE, 'env', '+'],
      to: { name: 'ROOKERY_TLS_CERT_FILE', value: '/etc/rookery-tls/tls.crt' },
    },
  ],
  'replicas are spread over zones and nodes': [
    {
      as: 'over zones alone',
      object: 'Deployment/rookery-judge',
      at: [...POD, 'topologySpreadConstraints', '1'],
      to: undefined,
    },
  ],
  'no pod has a token of the cluster, a namespace of the host, or a path of it': [
    {
      as: 'a token',
      object: 'Deployment/rookery-judge',
      at: [...POD, 'automountServiceAccountToken'],
      to: undefined,
    },
    {
      as: 'a path of the host',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...POD, 'volumes', '+'],
      to: { name: 'host', hostPath: { path: '/' } },
    },
    {
      as: 'the network of the host',
      object: 'Deployment/rookery-judge',
      at: [...POD, 'hostNetwork'],
      to: true,
    },
  ],
  'what has several replicas keeps them when nodes are drained, and one replica holds up no drain': [
    {
      as: 'a budget for another',
      object: 'PodDisruptionBudget/rookery-judge',
      at: ['spec', 'selector', 'matchLabels', 'app.kubernetes.io/component'],
      to: 'judges',
    },
    { as: 'a budget for one', object: 'Deployment/rookery-judge', at: ['spec', 'replicas'], to: 1 },
  ],
  'every model is pinned to exact products, never to a slice': [
    {
      as: 'no affinity',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...POD, 'affinity'],
      to: undefined,
    },
    {
      as: 'a slice among the products',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...TERMS, '0', 'matchExpressions', '0', 'values', '+'],
      to: 'NVIDIA-H100-80GB-HBM3-MIG-1g.10gb',
    },
    {
      as: 'a product that only has to be there',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...TERMS, '0', 'matchExpressions', '0'],
      to: { key: 'nvidia.com/gpu.product', operator: 'Exists' },
    },
    {
      as: 'a second term that lets everything in',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...TERMS, '+'],
      to: { matchExpressions: [{ key: 'kubernetes.io/os', operator: 'Exists' }] },
    },
    {
      as: 'no least memory',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...TERMS, '0', 'matchExpressions', '1'],
      to: undefined,
    },
  ],
  'every model has as many whole GPUs as it computes on': [
    {
      as: 'one GPU for two',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...VLLM, 'resources', 'limits', 'nvidia.com/gpu'],
      to: 1,
    },
  ],
  'every model is a commit of its hub': [
    {
      as: 'a branch',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...VLLM, 'args', '--revision'],
      to: '--revision=main',
    },
  ],
  'answers in flight are not cut, and no text of them is logged': [
    {
      as: 'no timeout',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...VLLM, 'args', '--shutdown-timeout'],
      to: undefined,
    },
    {
      as: 'a timeout of 0',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...VLLM, 'args', '--shutdown-timeout'],
      to: '--shutdown-timeout=0',
    },
    {
      as: 'requests in the log',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...VLLM, 'args', '+'],
      to: '--enable-log-requests',
    },
  ],
  'sampling that is pinned is not filled from the file of the model': [
    {
      as: 'the file of the model',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...VLLM, 'args', '--generation-config'],
      to: undefined,
    },
  ],
  'a worker stands beside each model, and drains before the model stops': [
    {
      as: 'no worker',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...POD, 'containers', 'worker'],
      to: undefined,
    },
    {
      as: 'a model that stops at once',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...VLLM, 'lifecycle', 'preStop', 'sleep', 'seconds'],
      to: 5,
    },
  ],
  'a model goes where GPUs are kept for models': [
    {
      as: 'no toleration',
      object: 'Deployment/rookery-model-qwq-32b',
      at: [...POD, 'tolerations'],
      to: undefined,
    },
  ],
  'every pod is under a policy that denies what none allows, in and out': [
    {
      as: 'a pod without labels',
      object: 'Deployment/rookery-judge',
      at: ['spec', 'template', 'metadata', 'labels'],
      to: {},
    },
  ],
  'only the gateway and the chat front are reached from outside': [
    {
      as: 'a judge for everybody',
      object: 'NetworkPolicy/rookery-judge',
      at: ['spec', 'ingress', '0', 'from'],
      to: undefined,
    },
    {
      as: 'workers for another namespace',
      object: 'NetworkPolicy/rookery-workers',
      at: ['spec', 'ingress', '0', 'from', '+'],
      to: { namespaceSelector: {} },
    },
  ],
  'only the gateway and the chat front have a Service that is not headless, besides the pooler': [
    {
      as: 'a judge with an address',
      object: 'Service/rookery-judge-replicas',
      at: ['spec', 'clusterIP'],
      to: undefined,
    },
  ],
  'the chart holds no secret': [
    { as: 'a secret', object: 'ServiceAccount/rookery-pods', at: ['kind'], to: 'Secret' },
  ],
};

export const BROKEN: readonly Breakage[] = Object.entries(BY_RULE).flatMap(([rule, ways]) =>
  ways.map((way) => ({ rule, ...way })),
);
