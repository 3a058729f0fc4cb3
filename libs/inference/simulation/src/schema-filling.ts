/** Values by property name; lists are taken as they are. */
export type Filling = Readonly<Record<string, number | string | boolean | readonly (string | object)[]>>;

type Schema = Readonly<Record<string, unknown>>;

/**
 * A JSON text that follows the schema: properties we have a value for get it, brought into the schema's
 * range; others get what their type allows (`prose` for texts). Schemas of the platform are flat objects, or
 * objects of flat objects.
 */
export function fillSchema(schemaText: string, filling: Filling, prose: string): string {
  return JSON.stringify(fillObject(parseSchema(schemaText), filling, prose));
}

function fillObject(schema: Schema, filling: Filling, prose: string): Record<string, unknown> {
  const properties = Object.entries(asSchema(schema['properties']));
  return Object.fromEntries(
    properties.map(([name, property]) => [name, fillValue(asSchema(property), filling, name, prose)]),
  );
}

function fillValue(schema: Schema, filling: Filling, name: string, prose: string): unknown {
  const value = filling[name];
  const allowed: unknown = schema['enum'];
  if (Array.isArray(allowed)) return allowed.includes(value) ? value : allowed[0];
  switch (schema['type']) {
    case 'integer':
    case 'number':
      return withinRange(schema, typeof value === 'number' ? value : 0);
    case 'boolean':
      return value === true;
    case 'array':
      return Array.isArray(value) ? value : [];
    case 'object':
      // A score with its justification: the number is handed down under any name.
      return fillObject(schema, handedDown(schema, value), prose);
    default:
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : (value ?? prose);
  }
}

function handedDown(schema: Schema, value: Filling[string] | undefined): Filling {
  if (typeof value !== 'number') return {};
  const names = Object.entries(asSchema(schema['properties']))
    .filter(([, property]) => ['integer', 'number'].includes(String(asSchema(property)['type'])))
    .map(([name]) => name);
  return Object.fromEntries(names.map((name) => [name, value]));
}

function withinRange(schema: Schema, value: number): number {
  const { minimum, maximum } = schema;
  const least = typeof minimum === 'number' ? minimum : -Infinity;
  const most = typeof maximum === 'number' ? maximum : Infinity;
  return Math.min(most, Math.max(least, value));
}

function parseSchema(text: string): Schema {
  try {
    return asSchema(JSON.parse(text));
  } catch {
    return {};
  }
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}
