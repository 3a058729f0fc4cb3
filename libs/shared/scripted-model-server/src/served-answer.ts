import type { ServerResponse } from 'node:http';
import type { Behaviour } from './behaviours.ts';
import type { SeenRequest } from './seen-request.ts';

/** An answer as a server sends it, whole or in pieces as it is asked; what is not set, is not sent. */
export interface ServedAnswer {
  /** Text, parts, or null. */
  readonly content: string | null | readonly object[];
  /** A thought beside the text, and the field it stands in. */
  readonly thought?: string;
  readonly thoughtField?: 'reasoning_content' | 'reasoning';
  /** Not set: `stop`. */
  readonly finishReason?: string | null;
  /** Stands inside the choice. */
  readonly error?: object;
  /** Not set: 11 and 7. */
  readonly tokens?: ServedTokens;
  /** Characters of a piece of a stream; not set: 5. */
  readonly pieceLength?: number;
}

/** What the server says that an answer took. */
export interface ServedTokens {
  readonly input: number;
  readonly output: number;
}

const PIECE_LENGTH = 5;
const TOKENS: ServedTokens = { input: 11, output: 7 };

/** Serves the answer, as a stream to who asks for one. */
export function serving(answer: ServedAnswer): Behaviour {
  return (response, request) => {
    if (request.body['stream'] === true) stream(response, answer);
    else whole(response, answer);
  };
}

function whole(response: ServerResponse, answer: ServedAnswer): void {
  const { content, thought, thoughtField = 'reasoning_content', finishReason = 'stop', error } = answer;
  const choice = {
    index: 0,
    message: { role: 'assistant', content, ...(thought !== undefined && { [thoughtField]: thought }) },
    finish_reason: finishReason,
    ...(error !== undefined && { error }),
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ...HEAD, choices: [choice], usage: usageOf(answer) }));
}

function stream(response: ServerResponse, answer: ServedAnswer): void {
  const { content, thought, thoughtField = 'reasoning_content', finishReason = 'stop', error } = answer;
  const length = answer.pieceLength ?? PIECE_LENGTH;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (choice: object): void =>
    sendEvent(response, { ...HEAD, choices: [{ index: 0, finish_reason: null, ...choice }] });
  for (const piece of inPieces(thought ?? '', length)) send({ delta: { [thoughtField]: piece } });
  if (typeof content === 'string') {
    for (const piece of inPieces(content, length)) send({ delta: { content: piece } });
  } else {
    for (const part of content ?? []) send({ delta: { content: [part] } });
  }
  send({ delta: {}, finish_reason: finishReason, ...(error !== undefined && { error }) });
  sendEvent(response, { ...HEAD, choices: [], usage: usageOf(answer) });
  response.end('data: [DONE]\n\n');
}

const HEAD = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'any' } as const;

function usageOf({ tokens = TOKENS }: ServedAnswer): object {
  return {
    prompt_tokens: tokens.input,
    completion_tokens: tokens.output,
    total_tokens: tokens.input + tokens.output,
  };
}

function inPieces(text: string, length: number): string[] {
  return Array.from({ length: Math.ceil(text.length / length) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );
}

/** One event of a stream. */
export function sendEvent(response: ServerResponse, event: unknown): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}

/** Signs of life and nothing else for a while, then what another behaviour does with a stream. */
export function aliveFor(times: number, everyMs: number, then: Behaviour): Behaviour {
  return (response, request: SeenRequest) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let left = times;
    const timer = setInterval(() => {
      if (left > 0) {
        left -= 1;
        response.write(': keep-alive\n\n');
        return;
      }
      clearInterval(timer);
      // The head is written.
      response.writeHead = () => response;
      then(response, request);
    }, everyMs);
    response.on('close', () => clearInterval(timer));
  };
}
