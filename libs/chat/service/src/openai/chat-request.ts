import { invalidArgument } from '@rookery/shared-errors';
import { ABSTENTION_FORMS, PATH_USES } from '@rookery/shared-scenario';
import { z } from 'zod';
import { messageText } from './message-text.ts';
import { refusalOf } from './parameters.ts';

const MOST_MESSAGES = 5_000;
/** Facts that a request may bring; a profile has ten, and room for those that a deployment adds. */
const MOST_KNOWN = 64;
/** What the agent takes as one message, in characters. */
const LONGEST_MESSAGE = 20_000;
/** Most tokens that the contract lets an answer have. */
const MOST_TOKENS = 131_072;

const part = z.union([z.string(), z.looseObject({ type: z.string() })]);
const message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(part)], 'must be text, or parts of which one is text').nullish(),
});

/** What only this platform understands; SDKs send it as an extra field of the body. */
const extension = z.strictObject({
  library: z.string().optional(),
  abstention: z.enum(ABSTENTION_FORMS).optional(),
  path_use: z.enum(PATH_USES).optional(),
  max_questions: z.int().min(0).max(64).optional(),
  completeness_threshold: z.number().min(0).max(5).optional(),
  locale: z.string().optional(),
  known: z.record(z.string(), z.string()).optional(),
  /** True: no conversation, but something that a program asks of the model. False: a conversation, whatever it looks like. */
  task: z.boolean().optional(),
});

const shape = z.object({
  model: z.string().min(1).max(200),
  messages: z.array(message).min(1).max(MOST_MESSAGES),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  rookery: extension.nullish(),
  /** OpenAI's names of an end user, the newer one first. */
  safety_identifier: z.string().max(200).nullish(),
  user: z.string().max(200).nullish(),
});

/** A message of the conversation, as plain text. */
export interface ChatMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant';
  readonly text: string;
}

/** A request for the next turn of a conversation. */
export interface ChatRequest {
  readonly model: string;
  /** Those that hold text; what tools said and were asked is no part of a conversation here. */
  readonly messages: readonly ChatMessage[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** 0..2^32-1; undefined when none was given that can be used. */
  readonly seed: number | undefined;
  /** Most tokens of an answer, 1..131072; undefined: not limited. */
  readonly maxTokens: number | undefined;
  /** Whom the program asks for, in its own words; empty: it does not say. */
  readonly endUser: string;
  /** JSON Schema that an answer must follow, which is for tasks alone; undefined: none. */
  readonly schema: string | undefined;
  readonly settings: Readonly<z.infer<typeof extension>>;
}

/** The request that a body holds. @throws RookeryError INVALID_ARGUMENT, which names the parameter and what is allowed */
export function chatRequestOf(body: unknown): ChatRequest {
  // Counted before each is looked at.
  const known = knownIn(body);
  if (known > MOST_KNOWN)
    throw invalidArgument('rookery.known', `has ${known} entries, at most ${MOST_KNOWN} are allowed`);
  const parsed = shape.safeParse(body);
  if (!parsed.success) throw firstProblem(parsed.error);
  const parameters = new Map(Object.entries(body as object) as [string, unknown][]);
  for (const [name, value] of parameters) {
    const refusal = refusalOf(name, value);
    if (refusal !== undefined) throw invalidArgument(name, refusal);
  }
  const { model, messages, stream, stream_options: options, rookery, user } = parsed.data;
  return {
    model,
    messages: messagesOf(messages),
    stream: stream ?? false,
    includeUsage: options?.include_usage ?? false,
    seed: wholeNumber(parameters.get('seed'), 0, 2 ** 32 - 1),
    maxTokens: limitOf(parameters.get('max_completion_tokens') ?? parameters.get('max_tokens')),
    endUser: parsed.data.safety_identifier ?? user ?? '',
    schema: schemaOf(parameters.get('response_format')),
    settings: rookery ?? {},
  };
}

function knownIn(body: unknown): number {
  const { rookery } = (body ?? {}) as { rookery?: { known?: unknown } | null };
  const known = rookery?.known;
  return typeof known === 'object' && known !== null ? Object.keys(known).length : 0;
}

/** How the answer to a body is wanted, however wrong the rest of it may be. */
export function wantedOf(body: unknown): Pick<ChatRequest, 'model' | 'stream' | 'includeUsage'> {
  const { model, stream, stream_options: options } = body as Readonly<Record<string, unknown>>;
  return {
    model: typeof model === 'string' ? model : '',
    stream: stream === true,
    includeUsage: z.object({ include_usage: z.literal(true) }).safeParse(options).success,
  };
}

const ROLES: ReadonlySet<string> = new Set(['system', 'developer', 'user', 'assistant']);

function messagesOf(messages: readonly z.infer<typeof message>[]): ChatMessage[] {
  const last = messages.findLastIndex(({ role }) => ROLES.has(role));
  return messages.flatMap(({ role, content }, index) => {
    if (!isRole(role)) return [];
    const { text, unreadable } = messageText(content);
    // In a history it is over and was answered; what the person says now has to be read whole.
    if (unreadable !== undefined && index === last && role === 'user') {
      throw invalidArgument(`messages[${index}].content`, `only text can be read, not ${unreadable}`);
    }
    if (text.length > LONGEST_MESSAGE && index === last) {
      throw invalidArgument(
        `messages[${index}].content`,
        `has ${text.length} characters, at most ${LONGEST_MESSAGE} allowed`,
      );
    }
    return text === '' && role !== 'user' ? [] : [{ role, text }];
  });
}

function isRole(role: string): role is ChatMessage['role'] {
  return ROLES.has(role);
}

function wholeNumber(value: unknown, least: number, most: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
    ? value
    : undefined;
}

// Clients send -1 and 0 for "no limit", and numbers beyond any model.
function limitOf(value: unknown): number | undefined {
  if (typeof value !== 'number' || !(value >= 1)) return undefined;
  return Math.min(MOST_TOKENS, Math.floor(value));
}

function schemaOf(format: unknown): string | undefined {
  const wanted = z
    .looseObject({
      type: z.literal('json_schema'),
      json_schema: z.looseObject({ schema: z.looseObject({}) }),
    })
    .safeParse(format);
  return wanted.success ? JSON.stringify(wanted.data.json_schema.schema) : undefined;
}

// Messages of the schema name what is allowed and never what was said.
function firstProblem({ issues }: z.ZodError): Error {
  const [issue] = issues;
  const path = issue?.path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  );
  return invalidArgument(path === undefined || path === '' ? 'body' : path, issue?.message ?? 'is wrong');
}
