import { z } from 'zod';

/** A start that cannot happen because of what the environment says. `runMain` prints it and exits with code 78. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/** Names whose values are never repeated in a message. */
const SECRET = /(KEYS?|TOKEN|SECRET|PASSWORD|DATABASE_URL)$/;

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

function allowed(schema: z.ZodType, variable: string): string {
  const description = descriptionOf(variableIn(schema, variable));
  return description === undefined ? '' : `. Allowed: ${description}`;
}

// A process that holds two services has the variables of both.
function variableIn(schema: unknown, variable: string): unknown {
  if (schema instanceof z.ZodObject) return schema.shape[variable];
  if (!(schema instanceof z.ZodIntersection)) return undefined;
  return variableIn(schema.def.left, variable) ?? variableIn(schema.def.right, variable);
}

// A description may stand on the outside of `.optional()` and `.default()` or inside of it.
function descriptionOf(schema: unknown): string | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  if (schema.description !== undefined) return schema.description;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return descriptionOf(schema.unwrap());
  }
  if (schema instanceof z.ZodPipe) return descriptionOf(schema.in);
  return undefined;
}
