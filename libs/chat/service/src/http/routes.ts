import type { ResourcesFor } from '@rookery/agent-crisis';
import { Agent } from '@rookery/shared-client';
import { beating } from '@rookery/shared-concurrency';
import { typedClient } from '@rookery/shared-transport';
import type { TranscriptStore } from '@rookery/chat-transcripts';
import { AgentServiceDefinition, InferenceServiceDefinition, type Model } from '@rookery/shared-contracts';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import type { Logger } from '@rookery/shared-runtime';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Channel } from 'nice-grpc';
import { chatRequestOf, wantedOf, type ChatRequest } from '../openai/chat-request.ts';
import { Completion, type CompletionEnd } from '../openai/completion.ts';
import { canTalk, modelEntry, modelList } from '../openai/models.ts';
import { chatErrorOf } from '../openai/chat-error.ts';
import { answerTask } from '../tasks/answer-task.ts';
import { isTask } from '../tasks/is-task.ts';
import { carefully } from '../turns/carefully.ts';
import { historyOf } from '../turns/history.ts';
import { ownScreen } from '../turns/own-screen.ts';
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
  /** After so long without a word a stream is told that the agent is at work, in milliseconds. */
  readonly longestSilenceMs: number;
  /** Model for what programs ask beside a conversation; undefined: the one that a request names. */
  readonly taskModel: string | undefined;
  /** Whom a person in danger can turn to, by locale. */
  readonly resourcesFor: ResourcesFor;
  readonly log: Logger;
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

async function complete(parts: ChatParts, exchange: Exchange): Promise<void> {
  const { request, response, signal } = exchange;
  const apiKey = apiKeyOf(request);
  const body = await jsonBody(request);
  const task = taskIn(body);
  const words =
    task === undefined ? conversation(parts, exchange, apiKey, body) : doneTask(parts, exchange, task);
  const { model, stream, includeUsage } = task ?? wantedOf(body);
  const said = beating(words, parts.longestSilenceMs, (): typeof AT_WORK => AT_WORK);
  await (stream
    ? sendStream(new Completion(model), said, { response, signal, includeUsage })
    : sendWhole(new Completion(model), said, response));
}

/** Nothing was said for a while. */
const AT_WORK: unique symbol = Symbol('at work');
type Said = AsyncIterable<string | CompletionEnd | typeof AT_WORK>;

async function sendWhole(completion: Completion, said: Said, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const step of said) {
    if (typeof step === 'string') text += step;
    else if (step !== AT_WORK) sendJson(response, 200, completion.whole(text, step));
  }
}

async function sendStream(
  completion: Completion,
  said: Said,
  {
    response,
    signal,
    includeUsage,
  }: Pick<Exchange, 'response' | 'signal'> & { readonly includeUsage: boolean },
): Promise<void> {
  // What fails before the first word, or the first sign of life, still has a status of its own.
  let events: EventStream | undefined;
  const opened = async (): Promise<EventStream> => {
    if (events !== undefined) return events;
    events = new EventStream(response, signal);
    await events.send(completion.begin());
    return events;
  };
  try {
    for await (const step of said) {
      const stream = await opened();
      if (step === AT_WORK) stream.comment('at work');
      else if (typeof step === 'string') await stream.send(completion.piece(step));
      else {
        await stream.send(completion.end(step));
        if (includeUsage) await stream.send(completion.usage(step.usage));
        await stream.send('[DONE]');
      }
    }
  } catch (caught) {
    // The status is sent already; clients read errors from the stream too.
    if (!signal.aborted) await events?.send(chatErrorOf(caught).body);
    throw caught;
  } finally {
    events?.end();
  }
}

/** The words of the next turn of a conversation. */
function conversation(
  { channel, transcripts, patienceMs, resourcesFor, log }: ChatParts,
  exchange: Exchange,
  apiKey: string,
  body: unknown,
): AsyncGenerator<string | CompletionEnd, void> {
  const { signal } = exchange;
  const screen = ownScreen(body, resourcesFor);
  const agent = new Agent(typedClient(AgentServiceDefinition, channel, { headers: headersOf(exchange) }));
  const patience = screen.atOnce === '' ? patienceMs : Math.min(patienceMs, URGENT_PATIENCE_MS);
  return carefully({
    screen,
    signal,
    begin: (given) => {
      const wanted = chatRequestOf(body);
      const turn = { agent, transcripts, signal, patienceMs: patience };
      return new Turn(turn, wanted, historyOf(apiKey, wanted), given);
    },
    failed: (caught) =>
      log.warn({ code: asRookeryError(caught).code, err: caught }, 'a notice stands in place of an answer'),
  });
}

/** How long somebody who may be in danger waits for more than the notice, in milliseconds. */
const URGENT_PATIENCE_MS = 30_000;

/** The task that a body holds; undefined when it holds a turn of a conversation, or is wrong in any way. */
function taskIn(body: unknown): ChatRequest | undefined {
  try {
    const wanted = chatRequestOf(body);
    return isTask(wanted) ? wanted : undefined;
  } catch {
    return undefined;
  }
}

async function* doneTask(
  { channel, taskModel }: ChatParts,
  exchange: Exchange,
  task: ChatRequest,
): AsyncGenerator<string | CompletionEnd, void> {
  const headers = headersOf(exchange);
  const { text, end } = await answerTask(task, { channel, headers, taskModel, signal: exchange.signal });
  yield text;
  yield end;
}

function headersOf({ request, requestId }: Exchange): Record<string, string> {
  const key = apiKeyOf(request);
  return { 'x-request-id': requestId, ...(key === '' ? {} : { 'x-api-key': key }) };
}
