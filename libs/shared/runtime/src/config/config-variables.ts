import { z } from 'zod';

/** A variable that a process reads. */
export interface ConfigVariable {
  readonly name: string;
  /** What is allowed, in words; empty when the schema does not say. */
  readonly allowed: string;
  /** What holds where it is not set, as it would be written; undefined: nothing. */
  readonly standard: string | undefined;
}

/** The variables of a schema for `readConfig`, in its order. */
export function variablesOf(schema: unknown): ConfigVariable[] {
  if (schema instanceof z.ZodIntersection) {
    return [...variablesOf(schema.def.left), ...variablesOf(schema.def.right)];
  }
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries<unknown>(schema.shape).map(([name, variable]) => ({
    name,
    allowed: descriptionOf(variable) ?? '',
    standard: standardOf(variable),
  }));
}

// A description may stand on the outside of `.optional()` and `.default()` or inside of it.
function descriptionOf(schema: unknown): string | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  return schema.description ?? descriptionOf(inside(schema));
}

function standardOf(schema: unknown): string | undefined {
  if (schema instanceof z.ZodDefault) {
    const value: unknown = schema.def.defaultValue;
    return value === '' ? undefined : String(value);
  }
  return schema instanceof z.ZodType ? standardOf(inside(schema)) : undefined;
}

function inside(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return schema.unwrap();
  }
  return schema instanceof z.ZodPipe ? schema.in : undefined;
}
