/** Who makes a call, or on whose behalf a background job works. */
export interface Caller {
  /** Names the key and tells nothing of it; what the caller makes belongs to it. Empty where no keys are needed. */
  readonly name: string;
  /** Operators see what everybody made. */
  readonly operator: boolean;
  /** Conversations of one end user that may be kept at a time; undefined: what the platform allows everybody. */
  readonly mostSessions?: number;
}

/** The platform itself, and everybody where no keys are needed. */
export const PLATFORM: Caller = { name: '', operator: true };

/** Metadata by which the gateway, and services among themselves, say who calls. From outside they end at the gateway. */
export const CALLER_KEY = 'rookery-caller';
export const ROLE_KEY = 'rookery-role';
export const SESSIONS_KEY = 'rookery-most-sessions';

/** Metadata by which a process of the platform shows that it is one: the platform's secret. From outside it ends at the gateway. */
export const SECRET_KEY = 'rookery-secret';

/** Metadata by which such a process says for whom it calls: the address of its own caller. Believed beside the secret alone. */
export const PEER_KEY = 'rookery-peer';

const OPERATOR = 'operator';
const APPLICATION = 'application';

/** Who calls, by the values of the keys in a call that came from the gateway or from within the platform. */
export function callerOf(name: string | undefined, role: string | undefined, mostSessions?: string): Caller {
  if (role === undefined) return PLATFORM;
  const caller = { name: name ?? '', operator: role === OPERATOR };
  return mostSessions === undefined ? caller : { ...caller, mostSessions: Number(mostSessions) };
}

/** The same as metadata: names and values by turns. */
export function callerMetadata({ name, operator, mostSessions }: Caller): [string, string][] {
  const pairs: [string, string][] = [
    [CALLER_KEY, name],
    [ROLE_KEY, operator ? OPERATOR : APPLICATION],
  ];
  if (mostSessions !== undefined) pairs.push([SESSIONS_KEY, String(mostSessions)]);
  return pairs;
}
