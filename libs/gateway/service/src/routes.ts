import type { AuditLog } from '@rookery/gateway-audit';
import type { CallHead, Router, Target } from '@rookery/gateway-forwarder';
import { MODEL_HEADER, type ChosenWorker, type WorkerChoice } from '@rookery/gateway-workers';
import {
  AgentServiceDefinition,
  HoldingServiceDefinition,
  ProcessServiceDefinition,
  WorkerServiceDefinition,
} from '@rookery/shared-contracts';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { statusOf } from '@rookery/shared-transport';
import {
  CALLER_KEY,
  callerMetadata,
  JOB_KEY,
  PEER_KEY,
  ROLE_KEY,
  SECRET_KEY,
  SESSIONS_KEY,
} from '@rookery/shared-runtime';
import { KEY_HEADERS, NOBODY_ASKED, OF_THE_PLATFORM, type ApiKeys } from './access/api-keys.ts';
import { opens, rightOf } from './access/authorisation.ts';
import type { Credential } from './access/credential.ts';
import type { AnsweredHealth } from './health/answered-health.ts';
import { methodShape } from './method-shapes.ts';
import { INFERENCE, USAGE, type PlatformMember } from './platform.ts';

const HEALTH = 'grpc.health.v1.Health';
const REFLECTION = 'grpc.reflection.v1.ServerReflection';
/** The older name of the same messages, which many tools still ask for first. */
const REFLECTION_ALPHA = 'grpc.reflection.v1alpha.ServerReflection';
/** Without keys, knowing the name of a session is all that opens it: nobody is told the names of others' sessions. */
const LIST_SESSIONS = `/${AgentServiceDefinition.fullName}/${AgentServiceDefinition.methods.listSessions.name}`;
const LIST_MODELS = `/${INFERENCE}/ListModels`;

/** The platform's own calls come to the gateway's services by connections that no other caller's calls are on. */
const PLATFORM_LANE = 'platform';

export interface RouteOptions {
  readonly members: readonly PlatformMember[];
  /** Where the gateway's own services listen. */
  readonly ownAddress: string;
  readonly keys: ApiKeys;
  readonly workers: WorkerChoice;
  readonly health: Pick<AnsweredHealth, 'target'>;
  /** By which the services behind the gateway know that a call came through it; undefined: they do not ask. */
  readonly secret?: string | undefined;
  /** Told of every call of a key once it has ended, and of those that were refused. */
  readonly audit?: Pick<AuditLog, 'note'> | undefined;
  /** Time for a call that answers once and brings no deadline, in milliseconds. */
  readonly unaryTimeoutMs: number;
}

/**
 * Decides from a call's path alone whether its key may make it (access/authorisation.ts) and where it goes, and tells whoever serves it
 * who calls.
 * Health is open to all and answered here: probes of load balancers carry no keys. Refuses with UNAUTHENTICATED, PERMISSION_DENIED or UNIMPLEMENTED.
 */
export function gatewayRouter({
  members,
  ownAddress,
  keys,
  workers,
  health,
  secret,
  audit,
  unaryTimeoutMs,
}: RouteOptions): Router {
  // Without keys of ours, a key in a header may be meant for somebody behind us.
  const withheldAlways = new Set([CALLER_KEY, ROLE_KEY, JOB_KEY, SESSIONS_KEY, SECRET_KEY, PEER_KEY]);
  const withheldWithKeys = new Set([...withheldAlways, ...KEY_HEADERS]);
  const ours = secret === undefined ? [] : [SECRET_KEY, secret];
  const own: Target = { service: 'gateway', address: ownAddress, isOwn: true };
  const targets = new Map<string, Target>([
    [REFLECTION, own],
    [WorkerServiceDefinition.fullName, { ...own, lane: PLATFORM_LANE }],
    [HoldingServiceDefinition.fullName, { ...own, lane: PLATFORM_LANE }],
    [ProcessServiceDefinition.fullName, own],
    ...members.flatMap(({ name, address, services }) =>
      services.map((service): [string, Target] => [service, { service: name, address }]),
    ),
  ]);
  return (call) => {
    if (call.service === HEALTH) return health.target(call.method);
    const credential = admitted(call);
    return credential instanceof Promise
      ? credential.then((known) => targetFor(call, known))
      : targetFor(call, credential);
  };

  function targetFor(call: CallHead, credential: Credential): Target {
    const { caller } = credential;
    if (credential === NOBODY_ASKED) refuseUnknown(call, secret !== undefined);
    try {
      checkRight(credential, call);
    } catch (error) {
      note(credential, call.path)(statusOf(asRookeryError(error).code), '');
      throw error;
    }
    const shape = methodShape(call.path);
    const unary = shape !== undefined && !shape.requestStream && !shape.responseStream;
    const target = targetOf(call);
    return {
      ...target,
      withheld: keys.required ? withheldWithKeys : withheldAlways,
      added: [...callerMetadata(caller).flat(), ...ours],
      credential: credential.id,
      ...(isAudited(credential, target) && { told: note(credential, call.path) }),
      callsAtOnce: credential.quotas.calls,
      // What the platform's own calls hold is counted apart, also where everybody has the same name.
      caller: target.lane === undefined ? caller.name : `${target.lane} ${caller.name}`,
      oneMessage: shape?.requestStream === false,
      ...(unary && { timeoutMs: unaryTimeoutMs }),
    };
  }

  function admitted(call: CallHead): Credential | Promise<Credential> {
    const refused = (error: unknown): never => {
      // The path is the caller's own words: only those of the contract are kept.
      const path = rightOf(call.path) === undefined ? '/unknown' : call.path;
      audit?.note({
        tenant: '',
        keyId: '',
        path,
        resource: '',
        status: statusOf(asRookeryError(error).code),
      });
      throw error;
    };
    try {
      const credential = keys.admit(call);
      return credential instanceof Promise ? credential.catch(refused) : credential;
    } catch (error) {
      return refused(error);
    }
  }

  // The platform's own calls are many, and there is nobody behind them; where no keys are needed it is not known who calls.
  function isAudited({ id }: Credential, { lane }: Target): boolean {
    return audit !== undefined && lane === undefined && id !== NOBODY_ASKED.id && id !== OF_THE_PLATFORM.id;
  }

  function note({ id: keyId, caller }: Credential, path: string): (status: number, resource: string) => void {
    return (status, resource) => audit?.note({ tenant: caller.name, keyId, path, resource, status });
  }

  function targetOf(call: CallHead): Target {
    const target = targets.get(call.service);
    if (target !== undefined) return target;
    if (call.service === INFERENCE) return call.path === LIST_MODELS ? own : workerTarget(call);
    // All workers keep their records in one place, so any of them can tell.
    if (call.service === USAGE) return targetAt(workers.any());
    if (call.service === REFLECTION_ALPHA) return { ...own, path: `/${REFLECTION}/${call.method}` };
    throw new RookeryError('UNIMPLEMENTED', `there is no service ${call.service.slice(0, 200)} here`, {
      reason: 'UNKNOWN_SERVICE',
    });
  }

  function workerTarget(call: CallHead): Target {
    return targetAt(workers.choose(call.header(MODEL_HEADER)));
  }
}

function targetAt({ worker, done }: ChosenWorker): Target {
  return { service: `inference worker ${worker.id}`, address: worker.address, ended: done };
}

/** What the processes of a platform call, and nobody else where they have a secret. */
const PLATFORM_ONLY: ReadonlySet<string> = new Set([
  WorkerServiceDefinition.fullName,
  HoldingServiceDefinition.fullName,
]);

/**
 * What nobody may do of whom nothing is known, where no keys are needed. Whoever enters a worker is sent prompts with profiles, and the
 * secret of the platform with them.
 */
function refuseUnknown({ path, service }: CallHead, hasSecret: boolean): void {
  if (path === LIST_SESSIONS) throw sessionsNeedKeys();
  if (!hasSecret || !PLATFORM_ONLY.has(service)) return;
  throw new RookeryError(
    'PERMISSION_DENIED',
    `${service}: is for the processes of the platform; start a worker with its ROOKERY_PLATFORM_SECRET, or make an operator key`,
    { reason: 'OPERATOR_KEY_NEEDED' },
  );
}

function sessionsNeedKeys(): RookeryError {
  return new RookeryError(
    'PERMISSION_DENIED',
    'sessions are listed to holders of a key alone, and this platform has no keys; `rookery sessions` on its machine lists them',
    { reason: 'OPERATOR_KEY_NEEDED' },
  );
}

/** Calls that are not in the contract (reflection, and what nobody serves) are open to every key. */
function checkRight({ roles }: Credential, { path, service, method }: CallHead): void {
  const right = rightOf(path);
  if (right === undefined || opens(roles, right)) return;
  const call = `${service}/${method}`;
  if (right.roles.length === 0) {
    throw new RookeryError('PERMISSION_DENIED', `${call}: is called by the platform alone`, {
      reason: 'ROLE_NEEDED',
    });
  }
  if (right.roles.includes('operate')) {
    throw new RookeryError(
      'PERMISSION_DENIED',
      `${call}: is for operators, and the API key has not the role operate`,
      { reason: 'OPERATOR_KEY_NEEDED' },
    );
  }
  throw new RookeryError(
    'PERMISSION_DENIED',
    `${call}: the API key has none of the roles that it takes: ${right.roles.join(', ')}`,
    { reason: 'ROLE_NEEDED' },
  );
}
