import type { z } from 'zod';
import { variablesOf } from './config-variables.ts';

/** A start that cannot happen because of what the environment says. `runMain` prints it and exits with code 78. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/** Names whose values are never repeated in a message. */
const SECRET = /(KEYS?|TOKEN|SECRET|PASSWORD|DATABASE_URL|OTLP_HEADERS)$/;

/**
 * The one place that reads environment variables. The schema's keys are the names of the variables, and each
 * variable's `.describe()` text says what is allowed. An empty variable counts as not set.
 * @throws ConfigError that names every wrong variable with its value (unless it is a secret) and what is allowed
 */
export function readConfig<T>(
  schema: z.ZodType<T>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): T {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const variable = String(issue.path[0] ?? '');
    return `  ${complaint(variable, given[variable], issue.message)}${allowed(schema, variable)}`;
  });
  throw new ConfigError(`The configuration is wrong:\n${[...new Set(lines)].join('\n')}`);
}

function complaint(variable: string, value: string | undefined, problem: string): string {
  if (variable === '') return problem;
  if (value === undefined) return `${variable} is not set`;
  if (SECRET.test(variable)) return `${variable} is wrong (its value is not shown): ${problem}`;
  return `${variable} is ${JSON.stringify(value)}: ${problem}`;
}

// A process that holds two services has the variables of both.
function allowed(schema: z.ZodType, variable: string): string {
  const words = variablesOf(schema).find(({ name }) => name === variable)?.allowed ?? '';
  return words === '' ? '' : `. Allowed: ${words}`;
}
