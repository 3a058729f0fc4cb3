import { APIError } from 'openai';

/**
 * How a server wants to be asked for one model. Servers that speak "the OpenAI protocol" differ in what they
 * refuse; what one refused is remembered, so that it costs one request per model and not one per call.
 */
export interface Dialect {
  /** `schema`: response_format with a JSON schema. `words`: the schema is put into the prompt. */
  readonly structure: 'schema' | 'words';
  /** Newer OpenAI models refuse `max_tokens`; older servers do not know `max_completion_tokens`. */
  readonly limitField: 'max_tokens' | 'max_completion_tokens';
  /** Reasoning models refuse temperature and top_p. */
  readonly sampling: boolean;
  /** Whether `seed` is sent. */
  readonly seed: boolean;
  /** Whether a stream is asked to report its usage. */
  readonly streamUsage: boolean;
}

export const FIRST_DIALECT: Dialect = {
  structure: 'schema',
  limitField: 'max_tokens',
  sampling: true,
  seed: true,
  streamUsage: true,
};

/** What the refused request carried. */
export interface RefusedRequest {
  readonly hasSchema: boolean;
  readonly hasSeed: boolean;
  readonly streamed: boolean;
}

/**
 * The dialect to try next after a 400 or 422, or undefined when the refusal is about something else. The
 * field that the server names decides; one that names none is taken to mean the schema, if there was one,
 * because servers without structured output complain in many ways.
 */
export function dialectAfter(
  dialect: Dialect,
  request: RefusedRequest,
  caught: unknown,
): Dialect | undefined {
  if (!(caught instanceof APIError) || (caught.status !== 400 && caught.status !== 422)) return undefined;
  const about = `${caught.param ?? ''} ${caught.message}`;
  if (dialect.limitField === 'max_tokens' && /max_completion_tokens/.test(about)) {
    return { ...dialect, limitField: 'max_completion_tokens' };
  }
  if (dialect.sampling && /\b(temperature|top_p)\b/.test(about)) return { ...dialect, sampling: false };
  if (dialect.seed && request.hasSeed && /\bseed\b/.test(about)) return { ...dialect, seed: false };
  if (dialect.streamUsage && request.streamed && /stream_options/.test(about)) {
    return { ...dialect, streamUsage: false };
  }
  if (dialect.structure === 'schema' && request.hasSchema) return { ...dialect, structure: 'words' };
  return undefined;
}
