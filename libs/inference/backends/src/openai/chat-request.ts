import { type GenerateRequest, Role, type SentSettings, Structure } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { GENERATION_DEFAULTS } from '../defaults.ts';
import type { Sampling } from './settings.ts';
import { type Dialect, LARGEST_SMALL_SEED, type RefusedRequest } from './dialect.ts';

interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A request in the protocol's words, and in the contract's what of it is sent. */
export interface ChatRequest {
  readonly body: Readonly<Record<string, unknown>>;
  readonly sent: SentSettings;
  /** What a refusal of it can be about. */
  readonly facts: RefusedRequest;
}

const DEFAULTS: Sampling = {
  ...GENERATION_DEFAULTS,
  topK: undefined,
  minP: undefined,
  repetitionPenalty: undefined,
};

/** Least room for an answer that is asked for; whether the rest fits, the server tells. Tokens. */
const LEAST_LIMIT = 64;

/** The request in a dialect. INVALID_ARGUMENT when `response_schema` is not a JSON object. */
export function chatRequest(
  request: GenerateRequest,
  dialect: Dialect,
  streamed: boolean,
  defaults: Sampling = DEFAULTS,
): ChatRequest {
  const schema = request.responseSchema === '' ? undefined : parseSchema(request.responseSchema);
  const bySchema = schema !== undefined && dialect.structure === 'schema';
  const said = request.messages.map(chatMessage);
  const worded = schema === undefined || bySchema ? said : withSchemaInWords(said, request.responseSchema);
  const placed = dialect.systemInUser ? withSystemInUser(worded) : worded;
  const messages = dialect.rolesJoined ? joined(placed) : placed;
  const characters = messages.reduce((sum, { content }) => sum + content.length, 0);
  const limit = limitOf(request, dialect, characters);
  const temperature = dialect.sampling === 'none' ? undefined : (request.temperature ?? defaults.temperature);
  const topP = dialect.sampling === 'both' ? (request.topP ?? defaults.topP) : undefined;
  const { topK, minP, repetitionPenalty } = dialect.moreSampling ? defaults : DEFAULTS;
  const seed = seedOf(request.seed, dialect);
  return {
    body: {
      model: request.model,
      messages,
      [dialect.limitField]: limit,
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { top_p: topP }),
      ...(topK !== undefined && { top_k: topK }),
      ...(minP !== undefined && { min_p: minP }),
      ...(repetitionPenalty !== undefined && { repetition_penalty: repetitionPenalty }),
      ...(seed !== undefined && { seed }),
      ...(bySchema && {
        response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
      }),
      stream: streamed,
      ...(streamed && dialect.streamUsage && { stream_options: { include_usage: true } }),
    },
    sent: {
      temperature,
      topP,
      topK,
      minP,
      repetitionPenalty,
      seed,
      maxOutputTokens: limit,
      structure: structureOf(schema !== undefined, bySchema),
      systemInUser: messages.length > 0 && placed !== worded,
      rolesJoined: messages.length < placed.length,
      seedShortened: seed !== undefined && seed !== request.seed,
      // The worker knows where it is.
      placement: '',
    },
    facts: {
      hasSchema: schema !== undefined,
      seed,
      streamed,
      hasMoreSampling: (topK ?? minP ?? repetitionPenalty) !== undefined,
      hasSystem: messages.some(({ role }) => role === 'system'),
      repeatsRole: messages.some(({ role }, index) => role === messages[index - 1]?.role),
      characters,
      limit,
    },
  };
}

function structureOf(isAsked: boolean, bySchema: boolean): Structure {
  if (!isAsked) return Structure.UNSPECIFIED;
  return bySchema ? Structure.SCHEMA : Structure.WORDS;
}

/** What was asked for, or what the model has room for beside this prompt. */
function limitOf(request: GenerateRequest, { context, mostOutput }: Dialect, characters: number): number {
  const asked = request.maxOutputTokens ?? GENERATION_DEFAULTS.maxOutputTokens;
  const room =
    context === undefined
      ? Infinity
      : Math.max(LEAST_LIMIT, Math.floor(context.tokens - characters * context.tokensPerCharacter));
  return Math.min(asked, room, mostOutput ?? Infinity);
}

function seedOf(seed: number | undefined, dialect: Dialect): number | undefined {
  if (seed === undefined || dialect.seed === 'none') return undefined;
  return dialect.seed === 'small' ? seed % (LARGEST_SMALL_SEED + 1) : seed;
}

function chatMessage({ role, content }: GenerateRequest['messages'][number]): ChatMessage {
  switch (role) {
    case Role.SYSTEM:
      return { role: 'system', content };
    case Role.ASSISTANT:
      return { role: 'assistant', content };
    default:
      return { role: 'user', content };
  }
}

/** The system messages begin the first message of the user; the same messages when there are none. */
function withSystemInUser(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  if (system.length === 0) return messages;
  const others = messages.filter(({ role }) => role !== 'system');
  const [first, ...rest] = others;
  const instructions = system.join('\n\n');
  return first?.role === 'user'
    ? [{ role: 'user', content: `${instructions}\n\n${first.content}` }, ...rest]
    : [{ role: 'user', content: instructions }, ...others];
}

function joined(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const turns: ChatMessage[] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (last?.role === message.role) {
      turns[turns.length - 1] = { role: last.role, content: `${last.content}\n\n${message.content}` };
    } else turns.push(message);
  }
  return turns;
}

// At the end of the last message: what is said last is followed best, and no server refuses a longer message,
// while some refuse a second system message or two user messages in a row.
function withSchemaInWords(messages: readonly ChatMessage[], schema: string): readonly ChatMessage[] {
  const wish = `Write your whole reply as one JSON object and nothing else: no introduction, no code fence. It has to fit this JSON Schema:\n${schema}`;
  const last = messages.length - 1;
  return messages.map((message, index) =>
    index === last ? { ...message, content: `${message.content}\n\n${wish}` } : message,
  );
}

function parseSchema(text: string): Record<string, unknown> {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch {
    throw invalidArgument('response_schema', 'is not JSON; a JSON Schema object is needed');
  }
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw invalidArgument('response_schema', 'is not a JSON object; a JSON Schema object is needed');
  }
  return Object.fromEntries(Object.entries(schema));
}
