import type { Refusal } from './refusal.ts';
import { lengthsIn } from './request-lengths.ts';

/**
 * How a server wants to be asked for one model. Servers that speak "the OpenAI protocol" differ in what they
 * refuse; what one refused is remembered, so that it costs one request per model and not one per call.
 */
export interface Dialect {
  /** `schema`: response_format with a JSON schema. `words`: the schema is put into the prompt. */
  readonly structure: 'schema' | 'words';
  /** Newer OpenAI models refuse `max_tokens`; older servers do not know `max_completion_tokens`. */
  readonly limitField: 'max_tokens' | 'max_completion_tokens';
  /** Reasoning models refuse temperature and top_p, and some models take one of them alone: that is temperature. */
  readonly sampling: 'both' | 'temperature' | 'none';
  /** Whether top_k, min_p and repetition_penalty are sent, which are no part of OpenAI's own protocol. */
  readonly moreSampling: boolean;
  /** `small`: what is over 2^31 - 1 is taken modulo 2^31, because the server has no larger ones. */
  readonly seed: 'any' | 'small' | 'none';
  /** Whether a stream is asked to report its usage. */
  readonly streamUsage: boolean;
  /** There is no system message: what it would say begins the first message of the user. */
  readonly systemInUser: boolean;
  /** Messages of the same role in a row are joined. */
  readonly rolesJoined: boolean;
  /** The most that prompt and answer may take, and what a character of a prompt took at most, in tokens. */
  readonly context: { readonly tokens: number; readonly tokensPerCharacter: number } | undefined;
  /** The most that an answer may take, in tokens. */
  readonly mostOutput: number | undefined;
}

export const FIRST_DIALECT: Dialect = {
  structure: 'schema',
  limitField: 'max_tokens',
  sampling: 'both',
  moreSampling: true,
  seed: 'any',
  streamUsage: true,
  systemInUser: false,
  rolesJoined: false,
  context: undefined,
  mostOutput: undefined,
};

/** What the refused request carried. */
export interface RefusedRequest {
  readonly hasSchema: boolean;
  readonly seed: number | undefined;
  readonly streamed: boolean;
  /** It has top_k, min_p or repetition_penalty. */
  readonly hasMoreSampling: boolean;
  readonly hasSystem: boolean;
  /** Two messages of one role in a row. */
  readonly repeatsRole: boolean;
  /** Of its messages. */
  readonly characters: number;
  /** The most tokens that it asked for. */
  readonly limit: number;
}

/** What to ask otherwise, and whether the refusal said so or it is a guess, which only its success confirms. */
export interface Lesson {
  readonly change: Partial<Dialect>;
  readonly guessed: boolean;
}

/** The largest seed of servers that keep seeds in a signed number of 32 bits. */
export const LARGEST_SMALL_SEED = 2 ** 31 - 1;
/** An answer with less room is worth nothing: the request is too long. Tokens. */
const LEAST_OUTPUT = 64;

const SYSTEM =
  /system['"`]?[ _-]?(?:role|message|prompt|instruction)|roles?['"`:]{0,2} (?:is |of |type )?['"`]?system|developer instruction|(?:unknown|invalid|unsupported|unexpected) role|support (?:the )?['"`]?system|only (?:support )?user and (?:assistant|model)|should be ['"`]?(?:user|assistant)['"`]?(?: or|,)/i;
const MORE_SAMPLING = /\btop_?k\b|\bmin_?p\b|\brepetition_?penalty\b/i;
const ALTERNATE =
  /alternat(?:e|es|ing)\b|consecutive|same role|successive|two user messages|expected last role|after (?:the )?(?:optional )?system message/i;
const ONE_OF_SAMPLING = /both|together|only one|one of|at the same time|either|simultaneous|mutually/i;
const SCHEMA = /response_format|json_schema|schema|structured|guided|grammar|json mode/i;
/** What says nothing: a status in words, and no more. */
const SAYS_NOTHING =
  /^(?:(?:[\w ]{0,12}: ?)?(?:internal ?server ?error|bad request|unprocessable (?:entity|content)|server ?error|error|invalid request|invalid_request_error|null|\d{3})|[\s|.])*$/i;

/**
 * What a refusal teaches, or undefined when it is about something else, or nothing more can be given up. What
 * the server names decides, whatever the status and the shape. One that names nothing is taken to mean the schema, if there was one,
 * because servers without structured output complain in many ways, and then the system message.
 */
export function lessonOf(dialect: Dialect, request: RefusedRequest, refusal: Refusal): Lesson | undefined {
  if (!TEACHING.has(refusal.status)) return undefined;
  const shorter = shorterAfter(dialect, request, refusal.said);
  if (shorter === 'too long' || refusal.status === 429) {
    return typeof shorter === 'object' ? { change: shorter, guessed: false } : undefined;
  }
  const change = shorter ?? namedChange(dialect, request, refusal.said);
  if (change !== undefined) return { change, guessed: false };
  const guess = guessedChange(dialect, request, refusal);
  return guess === undefined ? undefined : { change: guess, guessed: true };
}

/** Other statuses speak of keys, money and addresses. */
const TEACHING: ReadonlySet<number> = new Set([400, 413, 415, 422, 429, 500, 501]);

function namedChange(dialect: Dialect, request: RefusedRequest, said: string): Partial<Dialect> | undefined {
  if (dialect.limitField === 'max_tokens' && /max_completion_tokens/.test(said)) {
    return { limitField: 'max_completion_tokens' };
  }
  if (dialect.moreSampling && request.hasMoreSampling && MORE_SAMPLING.test(said))
    return { moreSampling: false };
  const sampling = samplingAfter(dialect, said);
  if (sampling !== undefined) return { sampling };
  const seed = seedAfter(dialect, request, said);
  if (seed !== undefined) return { seed };
  if (dialect.streamUsage && request.streamed && /stream_options|include_usage/.test(said)) {
    return { streamUsage: false };
  }
  const roles = rolesAfter(dialect, request, said);
  if (roles !== undefined) return roles;
  return dialect.structure === 'schema' && request.hasSchema && SCHEMA.test(said)
    ? { structure: 'words' }
    : undefined;
}

function shorterAfter(
  { context: known }: Dialect,
  { characters, limit }: RefusedRequest,
  said: string,
): Partial<Dialect> | 'too long' | undefined {
  const lengths = lengthsIn(said, limit);
  if (lengths === undefined) return undefined;
  const { context, output, prompt } = lengths;
  if (output !== undefined && output < limit) return { mostOutput: output };
  if (context === undefined) return 'too long';
  // Where the server does not say what the prompt takes, or says so little that all would fit, half is tried.
  const half = Math.min(Math.floor(limit / 2), Math.floor(context / 2));
  const taken = prompt === undefined || context - prompt >= limit ? context - half : prompt;
  if (context - taken < LEAST_OUTPUT) return 'too long';
  const tokensPerCharacter = Math.max(taken / Math.max(1, characters), known?.tokensPerCharacter ?? 0);
  return { context: { tokens: context, tokensPerCharacter } };
}

function samplingAfter({ sampling }: Dialect, said: string): Dialect['sampling'] | undefined {
  const [temperature, topP] = [/\btemperature\b/i.test(said), /\btop_?p\b/i.test(said)];
  if (sampling === 'both' && topP && (!temperature || ONE_OF_SAMPLING.test(said))) return 'temperature';
  return sampling !== 'none' && temperature ? 'none' : undefined;
}

function seedAfter({ seed }: Dialect, request: RefusedRequest, said: string): Dialect['seed'] | undefined {
  if (request.seed === undefined || seed === 'none') return undefined;
  const isLarge = seed === 'any' && request.seed > LARGEST_SMALL_SEED;
  if (/\bseed\b/i.test(said)) return isLarge ? 'small' : 'none';
  const speaksOfSize =
    said.includes(String(request.seed)) || /2147483647|int(?:eger)?_?32|32[- ]bit|\bi32\b/i.test(said);
  return isLarge && speaksOfSize ? 'small' : undefined;
}

function rolesAfter(
  { systemInUser, rolesJoined }: Dialect,
  { hasSystem, repeatsRole }: RefusedRequest,
  said: string,
): Partial<Dialect> | undefined {
  const canMove = !systemInUser && hasSystem;
  if (ALTERNATE.test(said)) {
    if (!rolesJoined && repeatsRole) return { rolesJoined: true };
    // Templates without a system role complain of roles that do not alternate, too.
    if (canMove) return { systemInUser: true, rolesJoined: true };
  }
  return canMove && SYSTEM.test(said) ? { systemInUser: true } : undefined;
}

function guessedChange(
  dialect: Dialect,
  { hasSchema, hasSystem }: RefusedRequest,
  { status, said }: Refusal,
): Partial<Dialect> | undefined {
  if ((status === 400 || status === 422) && dialect.structure === 'schema' && hasSchema) {
    return { structure: 'words' };
  }
  return hasSystem && !dialect.systemInUser && SAYS_NOTHING.test(said) ? { systemInUser: true } : undefined;
}
