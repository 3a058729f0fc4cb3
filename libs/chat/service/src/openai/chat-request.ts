import { invalidArgument } from '@rookery/shared-errors';
import { ABSTENTION_FORMS, PATH_USES } from '@rookery/shared-scenario';
import { z } from 'zod';
import { refusalOf } from './parameters.ts';

const MOST_MESSAGES = 500;
const MOST_PARTS = 100;
/** What the agent takes as one message, in characters. */
const LONGEST_MESSAGE = 20_000;

const textPart = z.strictObject({
  type: z.literal('text', 'only text can be read'),
  text: z.string().max(LONGEST_MESSAGE),
});
const content = z.union(
  [z.string().max(LONGEST_MESSAGE), z.array(textPart).min(1).max(MOST_PARTS)],
  `must be text, or parts of type text, of at most ${LONGEST_MESSAGE} characters`,
);
const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant'], {
    error: 'must be system, developer, user or assistant; there are no tools here',
  }),
  content,
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
});

const shape = z.object({
  model: z.string().min(1).max(200),
  messages: z.array(message).min(1).max(MOST_MESSAGES),
  stream: z.boolean().nullish(),
  stream_options: z
    .strictObject({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() })
    .nullish(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .nullish(),
  rookery: extension.nullish(),
});

/** A message of the conversation, as plain text. */
export interface ChatMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant';
  readonly text: string;
}

/** A request for the next turn of a conversation. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly seed: number | undefined;
  readonly settings: Readonly<z.infer<typeof extension>>;
}

/** The request that a body holds. @throws RookeryError INVALID_ARGUMENT, which names the parameter and what is allowed */
export function chatRequestOf(body: unknown): ChatRequest {
  const parsed = shape.safeParse(body);
  if (!parsed.success) throw firstProblem(parsed.error);
  for (const [name, value] of Object.entries(body as object)) {
    const refusal = name in shape.shape ? undefined : refusalOf(name, value);
    if (refusal !== undefined) throw invalidArgument(name, refusal);
  }
  const { model, messages, stream, stream_options: options, seed, rookery } = parsed.data;
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, text: textOf(content) })),
    stream: stream ?? false,
    includeUsage: options?.include_usage ?? false,
    seed: seed ?? undefined,
    settings: rookery ?? {},
  };
}

function textOf(content: z.infer<typeof message>['content']): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('\n');
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
