import { Agent } from '@rookery/shared-client';
import { typedClient } from '@rookery/shared-transport';
import type { TranscriptStore } from '@rookery/chat-transcripts';
import { AgentServiceDefinition, InferenceServiceDefinition, type Model } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Channel } from 'nice-grpc';
import { chatRequestOf } from '../openai/chat-request.ts';
import { Completion } from '../openai/completion.ts';
import { canTalk, modelEntry, modelList } from '../openai/models.ts';
import { chatErrorOf } from '../openai/chat-error.ts';
import { historyOf } from '../turns/history.ts';
import { Turn } from '../turns/turn.ts';
import { jsonBody } from './body.ts';
import { apiKeyOf } from './caller.ts';
import { EventStream } from './events.ts';

/** What requests need. */
export interface ChatParts {
  /** To the gateway; callers bring their own keys. */
  readonly channel: Channel;
  readonly transcripts: TranscriptStore;
  /** Longest silence of the agent, in milliseconds. */
  readonly patienceMs: number;
  /** Whether the service can do its work. */
  readonly ready: (signal: AbortSignal) => Promise<boolean>;
}

/** One request and what answers it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Aborts when the client leaves or the service stops. */
  readonly signal: AbortSignal;
}

const MODELS_TIMEOUT_MS = 10_000;
const MODEL = /^\/v1\/models\/(.+)$/;

/** Answers a request. @throws RookeryError and BodyTooLarge as long as nothing was sent */
export async function answer(parts: ChatParts, exchange: Exchange): Promise<void> {
  const { request, response, signal } = exchange;
  const path = pathOf(request);
  const route = `${request.method ?? ''} ${path}`;
  if (route === 'POST /v1/chat/completions') return complete(parts, exchange);
  if (route === 'GET /v1/models') return sendJson(response, 200, modelList(await models(parts, exchange)));
  if (route === 'GET /health') {
    const serving = await parts.ready(signal);
    return sendJson(response, serving ? 200 : 503, { status: serving ? 'SERVING' : 'NOT_SERVING' });
  }
  const id = request.method === 'GET' ? MODEL.exec(path)?.[1] : undefined;
  if (id === undefined) {
    throw new RookeryError(
      'UNIMPLEMENTED',
      'url: there are POST /v1/chat/completions, GET /v1/models and GET /health',
    );
  }
  const found = (await models(parts, exchange)).find(
    (one) => canTalk(one) && [one.id, encodeURIComponent(one.id)].includes(id),
  );
  if (found === undefined) {
    throw new RookeryError('NOT_FOUND', 'model: there is none of that name', { reason: 'MODEL_UNKNOWN' });
  }
  return sendJson(response, 200, modelEntry(found));
}

/** What is asked for, without its parameters. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? '/';
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

async function models({ channel }: ChatParts, exchange: Exchange): Promise<Model[]> {
  const inference = typedClient(InferenceServiceDefinition, channel, { headers: headersOf(exchange) });
  const { signal } = exchange;
  return (await inference.listModels({}, { signal, timeoutMs: MODELS_TIMEOUT_MS })).models;
}

async function complete({ channel, transcripts, patienceMs }: ChatParts, exchange: Exchange): Promise<void> {
  const { request, response, signal } = exchange;
  const apiKey = apiKeyOf(request);
  const wanted = chatRequestOf(await jsonBody(request));
  const agent = new Agent(typedClient(AgentServiceDefinition, channel, { headers: headersOf(exchange) }));
  const turn = new Turn({ agent, transcripts, signal, patienceMs }, wanted, historyOf(apiKey, wanted));
  const completion = new Completion(wanted.model);
  const words = turn.say();
  // What fails before the first word still has a status of its own.
  let step = await words.next();
  if (!wanted.stream) {
    let text = '';
    for (; step.done !== true; step = await words.next()) text += step.value;
    return sendJson(response, 200, completion.whole(text, step.value.note, step.value.usage));
  }
  const events = new EventStream(response, signal);
  try {
    await events.send(completion.begin());
    for (; step.done !== true; step = await words.next()) await events.send(completion.piece(step.value));
    await events.send(completion.end(step.value.note));
    if (wanted.includeUsage) await events.send(completion.usage(step.value.usage));
    await events.send('[DONE]');
  } catch (caught) {
    // The status is sent already; clients read errors from the stream too.
    if (!signal.aborted) await events.send(chatErrorOf(caught).body);
    throw caught;
  } finally {
    if (step.done !== true) await words.return({ note: { kind: 'answer' }, usage: undefined });
    events.end();
  }
}

function headersOf({ request, requestId }: Exchange): Record<string, string> {
  const key = apiKeyOf(request);
  return { 'x-request-id': requestId, ...(key === '' ? {} : { 'x-api-key': key }) };
}
