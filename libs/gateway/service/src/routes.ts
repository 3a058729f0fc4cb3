import type { CallHead, Router, Target } from '@rookery/gateway-forwarder';
import { MODEL_HEADER, type WorkerChoice } from '@rookery/gateway-workers';
import { ProcessServiceDefinition, WorkerServiceDefinition } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { CALLER_KEY, callerMetadata, ROLE_KEY, type Caller } from '@rookery/shared-runtime';
import { KEY_HEADERS, type ApiKeys } from './access/api-keys.ts';
import { INFERENCE, type PlatformMember } from './platform.ts';

const HEALTH = 'grpc.health.v1.Health';
const REFLECTION = 'grpc.reflection.v1.ServerReflection';
/** The older name of the same messages, which many tools still ask for first. */
const REFLECTION_ALPHA = 'grpc.reflection.v1alpha.ServerReflection';
const LIST_MODELS = `/${INFERENCE}/ListModels`;

/** Whoever enters a worker is sent prompts with profiles, and readings of processes tell what a deployment is made of. */
const FOR_OPERATORS: ReadonlySet<string> = new Set([
  WorkerServiceDefinition.fullName,
  ProcessServiceDefinition.fullName,
]);

/** Who asks for health: probes carry no keys, so nothing is known of them and nothing follows from it. */
const PROBE: Caller = { name: '', operator: false };

export interface RouteOptions {
  readonly members: readonly PlatformMember[];
  /** Where the gateway's own services listen. */
  readonly ownAddress: string;
  readonly keys: ApiKeys;
  readonly workers: WorkerChoice;
}

/**
 * Decides from a call's path alone whether its key may make it and where it goes, and tells whoever serves it who calls.
 * Health is open to all. Refuses with UNAUTHENTICATED, PERMISSION_DENIED or UNIMPLEMENTED.
 */
export function gatewayRouter({ members, ownAddress, keys, workers }: RouteOptions): Router {
  // Without keys of ours, a key in a header may be meant for somebody behind us.
  const withheld = new Set([CALLER_KEY, ROLE_KEY, ...(keys.required ? KEY_HEADERS : [])]);
  const own: Target = { service: 'gateway', address: ownAddress };
  const targets = new Map<string, Target>([
    [HEALTH, own],
    [REFLECTION, own],
    [WorkerServiceDefinition.fullName, own],
    [ProcessServiceDefinition.fullName, own],
    ...members.flatMap(({ name, address, services }) =>
      services.map((service): [string, Target] => [service, { service: name, address }]),
    ),
  ]);
  return (call) => {
    const caller = call.service === HEALTH ? PROBE : keys.admit(call);
    if (FOR_OPERATORS.has(call.service) && !caller.operator) throw operatorKeyNeeded(call.service);
    return { ...targetOf(call), withheld, added: callerMetadata(caller).flat() };
  };

  function targetOf(call: CallHead): Target {
    const target = targets.get(call.service);
    if (target !== undefined) return target;
    if (call.service === INFERENCE) return call.path === LIST_MODELS ? own : workerTarget(call);
    if (call.service === REFLECTION_ALPHA) return { ...own, path: `/${REFLECTION}/${call.method}` };
    throw new RookeryError('UNIMPLEMENTED', `there is no service ${call.service.slice(0, 200)} here`, {
      reason: 'UNKNOWN_SERVICE',
    });
  }

  function workerTarget(call: CallHead): Target {
    const { worker, done } = workers.choose(call.header(MODEL_HEADER));
    return { service: `inference worker ${worker.id}`, address: worker.address, ended: done };
  }
}

function operatorKeyNeeded(service: string): RookeryError {
  return new RookeryError(
    'PERMISSION_DENIED',
    `${service}: is for operators, and the API key is an application's; operator keys are those of ROOKERY_OPERATOR_KEYS`,
    { reason: 'OPERATOR_KEY_NEEDED' },
  );
}
