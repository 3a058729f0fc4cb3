import type { SeenRequest } from './seen-request.ts';

/** What a model that does as it is told writes: JSON that fits the schema of the request, or a sentence. */
export function wellBehaved(request: Pick<SeenRequest, 'body' | 'words'>): string {
  const schema = schemaOf(request);
  return schema === undefined
    ? 'Please talk to somebody you trust.'
    : JSON.stringify(fitting(schema, MIDDLE_SCORE));
}

const MIDDLE_SCORE = 3;
/** How a schema is asked for in words. */
const IN_WORDS = 'JSON Schema:\n';

function schemaOf({ body, words }: Pick<SeenRequest, 'body' | 'words'>): unknown {
  const format = body['response_format'] as { json_schema?: { schema?: unknown } } | undefined;
  if (format?.json_schema?.schema !== undefined) return format.json_schema.schema;
  const at = words.lastIndexOf(IN_WORDS);
  return at === -1 ? undefined : (JSON.parse(words.slice(at + IN_WORDS.length)) as unknown);
}

/** Something that fits a JSON Schema, with `number` for every number. */
export function fitting(schema: unknown, number: number): unknown {
  if (typeof schema !== 'object' || schema === null) return 'text';
  if ('enum' in schema && Array.isArray(schema.enum)) return pick(schema.enum, number);
  switch ('type' in schema ? schema.type : 'object') {
    case 'integer':
    case 'number':
      return number;
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'object': {
      const properties = 'properties' in schema ? (schema.properties as Record<string, unknown>) : {};
      return Object.fromEntries(
        Object.entries(properties).map(([key, part]) => [key, fitting(part, number)]),
      );
    }
    default:
      return 'text';
  }
}

function pick(choices: readonly unknown[], number: number): unknown {
  return choices.includes(number) ? number : choices[0];
}
