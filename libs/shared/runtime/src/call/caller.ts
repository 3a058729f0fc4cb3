/** Who makes a call, or on whose behalf a background job works. */
export interface Caller {
  /** Names the key and tells nothing of it; what the caller makes belongs to it. Empty where no keys are needed. */
  readonly name: string;
  /** Operators see what everybody made. */
  readonly operator: boolean;
}

/** The platform itself, and everybody where no keys are needed. */
export const PLATFORM: Caller = { name: '', operator: true };

/** Metadata by which the gateway, and services among themselves, say who calls. From outside they end at the gateway. */
export const CALLER_KEY = 'rookery-caller';
export const ROLE_KEY = 'rookery-role';

const OPERATOR = 'operator';
const APPLICATION = 'application';

/** Who calls, by the values of the two keys in a call that came from the gateway or from within the platform. */
export function callerOf(name: string | undefined, role: string | undefined): Caller {
  return role === undefined ? PLATFORM : { name: name ?? '', operator: role === OPERATOR };
}

/** The same as metadata: names and values by turns. */
export function callerMetadata({ name, operator }: Caller): [string, string][] {
  return [
    [CALLER_KEY, name],
    [ROLE_KEY, operator ? OPERATOR : APPLICATION],
  ];
}
