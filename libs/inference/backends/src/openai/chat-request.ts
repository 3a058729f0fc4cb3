import { type GenerateRequest, Role } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import type OpenAI from 'openai';
import { GENERATION_DEFAULTS } from '../defaults.ts';
import type { Dialect } from './dialect.ts';

type ChatMessage = OpenAI.Chat.ChatCompletionMessageParam;
type ChatBody = Omit<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming, 'stream'>;

/** The request in the protocol's words. INVALID_ARGUMENT when `response_schema` is not a JSON object. */
export function chatRequest(request: GenerateRequest, dialect: Dialect): ChatBody {
  const schema = request.responseSchema === '' ? undefined : parseSchema(request.responseSchema);
  const limit = request.maxOutputTokens ?? GENERATION_DEFAULTS.maxOutputTokens;
  const inWords = schema !== undefined && dialect.structure === 'words';
  return {
    model: request.model,
    messages: inWords ? withSchemaInWords(request) : request.messages.map(chatMessage),
    [dialect.limitField]: limit,
    ...(dialect.sampling && {
      temperature: request.temperature ?? GENERATION_DEFAULTS.temperature,
      top_p: request.topP ?? GENERATION_DEFAULTS.topP,
    }),
    ...(dialect.seed && request.seed !== undefined && { seed: request.seed }),
    ...(schema !== undefined &&
      !inWords && {
        response_format: {
          type: 'json_schema' as const,
          json_schema: { name: 'answer', strict: true, schema },
        },
      }),
  };
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

// At the end of the last message: what is said last is followed best, and no server refuses a longer message,
// while some refuse a second system message or two user messages in a row.
function withSchemaInWords(request: GenerateRequest): ChatMessage[] {
  const wish = `Write your whole reply as one JSON object and nothing else: no introduction, no code fence. It has to fit this JSON Schema:\n${request.responseSchema}`;
  const last = request.messages.length - 1;
  return request.messages.map((message, index) =>
    chatMessage(index === last ? { ...message, content: `${message.content}\n\n${wish}` } : message),
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
