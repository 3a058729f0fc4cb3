import type { TemplateFacts } from '../model-server.ts';
import { Refusal } from './refusal.ts';
import type { ServerConnection } from './server-connection.ts';
import { record, string } from './untyped.ts';
import { askForJson } from './whole-answer.ts';

/** A model that thinks takes its time. Milliseconds. */
const TRY_MS = 120_000;
/** Tokens of an answer: enough to see where a thought begins. */
const FEW_TOKENS = 48;

const SCHEMA = {
  type: 'object',
  properties: { bird: { type: 'string', enum: ['heron'] } },
  required: ['bird'],
  additionalProperties: false,
} as const;

/** Tries out what a model's template makes of a system message and of thoughts, and whether its server keeps to a schema. */
export async function tryTemplate(
  connection: ServerConnection,
  model: string,
  signal: AbortSignal,
): Promise<TemplateFacts> {
  const ask = async (fields: object): Promise<'refused' | Record<string, unknown> | undefined> => {
    const body = { model, temperature: 0, max_tokens: FEW_TOKENS, stream: false, ...fields };
    try {
      return messageIn(await askForJson(connection, { call: 'chat/completions', body, signal }, TRY_MS));
    } catch (caught) {
      signal.throwIfAborted();
      const refused = caught instanceof Refusal && [400, 422, 500].includes(caught.status);
      return refused ? 'refused' : undefined;
    }
  };
  const question = { role: 'user', content: 'Which bird is it?' };
  const spoken = await ask({ messages: [{ role: 'system', content: 'The bird is a heron.' }, question] });
  const plain = spoken === 'refused' ? await ask({ messages: [question] }) : spoken;
  const format = { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: SCHEMA } };
  const shaped = await ask({ messages: [question], response_format: format });
  return {
    // One that refuses a plain question, too, has refused something else.
    systemRole: spoken === undefined || plain === 'refused' ? undefined : spoken !== 'refused',
    thoughts: typeof plain === 'object' ? thoughtsIn(plain) : undefined,
    structured:
      shaped === undefined || plain === 'refused' ? undefined : shaped !== 'refused' && keepsToSchema(shaped),
  };
}

function messageIn(body: unknown): Record<string, unknown> {
  const { choices } = record(body);
  return record(record(Array.isArray(choices) ? choices[0] : undefined)['message']);
}

function thoughtsIn({
  content,
  reasoning,
  reasoning_content: older,
}: Record<string, unknown>): TemplateFacts['thoughts'] {
  if ((string(reasoning) ?? string(older) ?? '') !== '') return 'beside';
  return /<\/?think(?:ing)?>/.test(string(content) ?? '') ? 'within' : 'none';
}

/** Whole, it is the JSON; cut, its beginning; and of one whose thought took all its tokens it cannot be told. */
function keepsToSchema({
  content,
  reasoning,
  reasoning_content: older,
}: Record<string, unknown>): boolean | undefined {
  const text = (string(content) ?? '').trim();
  if (text === '') return (string(reasoning) ?? string(older) ?? '') === '' ? false : undefined;
  return /^\{\s*"bird"\s*:\s*"heron"\s*\}$/.test(text);
}
