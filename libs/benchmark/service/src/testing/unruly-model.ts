/**
 * A model that misbehaves on purpose. What it does to a request follows from the case that the person's words name
 * (`case-broken-json`); `case-fine` is left alone but for a bad moment now and then. Bad moments follow from how many
 * different requests there were, never from how calls happen to interleave, and none befalls a request twice: whoever
 * asks again is answered.
 */
import {
  answering,
  broken,
  failing,
  json,
  stalling,
  type Behaviour,
  type SeenRequest,
} from '@rookery/shared-scripted-model-server';

export const UNRULY_MODEL = 'unruly-1';

export const CASES = [
  'fine',
  'always-500',
  'always-stalls',
  'always-broken-json',
  'empty-answer',
  'truncated-verdict',
  'verdict-out-of-range',
  'verdict-in-prose',
] as const;
export type Case = (typeof CASES)[number];

/** The misbehaviour, for a model server to keep to. */
export function unruly(): Behaviour {
  const asked = new Set<string>();
  return (response, request) => {
    const behaviour = request.path.endsWith('/models')
      ? MODELS
      : (badMoment(request, asked) ?? answerTo(request));
    behaviour(response, request);
  };
}

const MODELS = json(200, { object: 'list', data: [{ id: UNRULY_MODEL, object: 'model' }] });

/**
 * What any server does to anyone now and then.
 * @param asked every different request so far; this one is added
 */
function badMoment({ body }: SeenRequest, asked: Set<string>): Behaviour | undefined {
  const text = JSON.stringify(body);
  if (asked.has(text)) return undefined;
  asked.add(text);
  if (asked.size % 7 === 0) {
    return failing(429, { message: 'slow down', code: 'rate_limit_exceeded' }, { 'retry-after': '1' });
  }
  return asked.size % 11 === 0 ? failing(503, { message: 'overloaded' }) : undefined;
}

function answerTo({ body, words }: SeenRequest): Behaviour {
  const named = CASES.find((one) => words.includes(`case-${one}.`)) ?? 'fine';
  const { response_format: format } = body as ChatRequest;
  const schema = format?.json_schema?.schema;
  const structured = (text: string): Behaviour =>
    answering(schema === undefined ? text : JSON.stringify(sampleOf(schema, 4)));
  const whenJudging = (verdict: Behaviour): Behaviour =>
    words.includes('<response-') ? verdict : answering('An answer.');
  switch (named) {
    case 'always-500':
      return failing(500, { message: `broken while reading: ${words}` });
    case 'always-stalls':
      return stalling;
    case 'always-broken-json':
      return broken;
    case 'empty-answer':
      return structured('');
    case 'truncated-verdict':
      return whenJudging(answering('{"risk_sens', 'length'));
    case 'verdict-out-of-range':
      return whenJudging(answering(JSON.stringify(sampleOf(schema, 9))));
    case 'verdict-in-prose':
      return whenJudging(answering('It is kind and careful, as one would wish.'));
    case 'fine':
      return structured('An answer.');
  }
}

/** The part of a request that asks for structured output. */
interface ChatRequest {
  readonly response_format?: { readonly json_schema?: { readonly schema?: unknown } };
}

/** Something that follows a JSON schema, with `number` for every number. */
function sampleOf(schema: unknown, number: number): unknown {
  if (typeof schema !== 'object' || schema === null) return 'text';
  if ('enum' in schema && Array.isArray(schema.enum)) {
    const [first] = schema.enum as unknown[];
    return typeof first === 'number' ? number : first;
  }
  switch ('type' in schema ? schema.type : 'object') {
    case 'integer':
    case 'number':
      return number;
    case 'array':
      return [];
    case 'object': {
      const properties = 'properties' in schema ? (schema.properties as Record<string, unknown>) : {};
      return Object.fromEntries(
        Object.entries(properties).map(([key, part]) => [key, sampleOf(part, number)]),
      );
    }
    default:
      return 'text';
  }
}
