import { createHmac } from 'node:crypto';
import { PLATFORM_VARIABLES } from '@rookery/cli-configuration';
import { setAmong } from '@rookery/shared-runtime';

/** Fingerprints of the variables that a platform was started with: values, keys among them, are not written anywhere. */
export interface VariablePrints {
  readonly salt: string;
  readonly prints: Readonly<Record<string, string>>;
}

/** Of the variables as they are now. */
export function variablePrints(set = setAmong(PLATFORM_VARIABLES)): VariablePrints {
  const salt = crypto.randomUUID();
  const prints = Object.entries(set).map(([name, value]) => [name, printOf(salt, value)] as const);
  return { salt, prints: Object.fromEntries(prints) };
}

/**
 * What to say of variables that are set here and that a platform which runs already was not started with; undefined: nothing.
 * @param started undefined: it is not known with which it was started
 */
export function withoutEffect(
  address: string,
  started: VariablePrints | undefined,
  set = setAmong(PLATFORM_VARIABLES),
): string | undefined {
  // Nobody knows with what a platform elsewhere was started, but it was not by this command.
  const idle = Object.entries(set)
    .filter(([name, value]) => started?.prints[name] !== printOf(started?.salt ?? '', value))
    .map(([name]) => name);
  if (idle.length === 0) return undefined;
  return `without effect here: ${idle.join(', ')} (read when a platform starts, and the one at ${address} runs already)`;
}

const printOf = (salt: string, value: string): string =>
  createHmac('sha256', salt).update(value).digest('hex');
