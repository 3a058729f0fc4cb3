import { CALLER_HEADER, KEY_HEADERS, type ApiKeys } from '@rookery/gateway-access';
import type { CallHead, Router, Target } from '@rookery/gateway-forwarder';
import { MODEL_HEADER, type WorkerChoice } from '@rookery/gateway-workers';
import {
  AgentServiceDefinition,
  ProcessServiceDefinition,
  WorkerServiceDefinition,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { INFERENCE, type PlatformMember } from './platform.ts';

const HEALTH = 'grpc.health.v1.Health';
const REFLECTION = 'grpc.reflection.v1.ServerReflection';
/** The older name of the same messages, which many tools still ask for first. */
const REFLECTION_ALPHA = 'grpc.reflection.v1alpha.ServerReflection';
/** Sessions belong to whoever opened them: this service is told who calls. */
const KNOWS_CALLERS = AgentServiceDefinition.fullName;
const LIST_MODELS = `/${INFERENCE}/ListModels`;

export interface RouteOptions {
  readonly members: readonly PlatformMember[];
  /** Where the gateway's own services listen. */
  readonly ownAddress: string;
  readonly keys: ApiKeys;
  readonly workers: WorkerChoice;
}

/** Decides where each call goes, after its key was checked. Health is open to all: probes carry no keys. */
export function gatewayRouter({ members, ownAddress, keys, workers }: RouteOptions): Router {
  // Without keys of ours, a key in a header may be meant for somebody behind us.
  const withheld = { withheld: new Set([CALLER_HEADER, ...(keys.required ? KEY_HEADERS : [])]) };
  const own: Target = { service: 'gateway', address: ownAddress, ...withheld };
  const targets = new Map<string, Target>([
    [HEALTH, own],
    [REFLECTION, own],
    [WorkerServiceDefinition.fullName, own],
    [ProcessServiceDefinition.fullName, own],
    ...members.flatMap(({ name, address, services }) =>
      services.map((service): [string, Target] => [service, { service: name, address, ...withheld }]),
    ),
  ]);
  return (call) => {
    const caller = call.service === HEALTH ? '' : keys.admit(call);
    const target = targets.get(call.service);
    if (target !== undefined) {
      return call.service === KNOWS_CALLERS ? { ...target, added: [CALLER_HEADER, caller] } : target;
    }
    if (call.service === INFERENCE) return call.path === LIST_MODELS ? own : workerTarget(call);
    if (call.service === REFLECTION_ALPHA) return { ...own, path: `/${REFLECTION}/${call.method}` };
    throw new RookeryError('UNIMPLEMENTED', `there is no service ${call.service.slice(0, 200)} here`, {
      reason: 'UNKNOWN_SERVICE',
    });
  };

  function workerTarget(call: CallHead): Target {
    const { worker, done } = workers.choose(call.header(MODEL_HEADER));
    return { service: `inference worker ${worker.id}`, address: worker.address, ended: done, ...withheld };
  }
}
