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
import type { BodyAllowance, BodyAllowances } from './body-allowance.ts';
import { BodyTooLarge, jsonBody } from './body.ts';
import { apiKeyOf, gatewayHeaders } from './caller.ts';
import { EventStream } from './events.ts';
import type { KeyGate } from './key-gate.ts';

/** What requests need. */
export interface ChatParts {
  /** To the gateway; callers bring their own keys. */
  readonly channel: Channel;
  readonly transcripts: TranscriptStore;
  /** Knows which keys open something. */
  readonly gate: KeyGate;
  /** Of the platform; see `gatewayHeaders`. */
  readonly secret: string | undefined;
  /** Others than this machine reach the service: a gateway on loopback may be open, and this must not make it so for them. */
  readonly forOthers: boolean;
  /** What bodies of requests may take. */
  readonly bodies: BodyAllowances;
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
  /** What stands for `*` in the address. */
  readonly rest: string;
  /** Aborts when the client leaves or the service stops. */
  readonly signal: AbortSignal;
  /** Longest that the client may leave an answer unread, in milliseconds. */
  readonly unreadMs: number;
}

/** A request that there is an answer to. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** `*`: anything. */
  readonly url: string;
  readonly answer: (parts: ChatParts, exchange: Exchange) => Promise<void>;
}

const MODELS_TIMEOUT_MS = 10_000;

/** What each request is answered by. Each throws RookeryError and BodyTooLarge as long as nothing was sent. */
export const ROUTES: readonly Route[] = [
  { method: 'POST', url: '/v1/chat/completions', answer: complete },
  {
    method: 'GET',
    url: '/v1/models',
    answer: async (parts: ChatParts, exchange: Exchange): Promise<void> =>
      sendJson(exchange.response, 200, modelList(await models(parts, exchange))),
  },
  { method: 'GET', url: '/v1/models/*', answer: oneModel },
  {
    method: 'GET',
    url: '/health',
    answer: async ({ ready }: ChatParts, { response, signal }: Exchange): Promise<void> => {
      const serving = await ready(signal);
      sendJson(response, serving ? 200 : 503, { status: serving ? 'SERVING' : 'NOT_SERVING' });
    },
  },
];

/** @throws RookeryError that says what there is */
export function nothingThere(): never {
  throw new RookeryError(
    'UNIMPLEMENTED',
    'url: there are POST /v1/chat/completions, GET /v1/models and GET /health',
  );
}

async function oneModel(parts: ChatParts, exchange: Exchange): Promise<void> {
  const found = (await models(parts, exchange)).find((one) => canTalk(one) && one.id === exchange.rest);
  if (found === undefined) {
    throw new RookeryError('NOT_FOUND', 'model: there is none of that name', { reason: 'MODEL_UNKNOWN' });
  }
  sendJson(exchange.response, 200, modelEntry(found));
}

/** What is asked for, without its parameters. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? '/';
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

async function models(parts: ChatParts, exchange: Exchange): Promise<Model[]> {
  const { channel } = parts;
  await refuseOpen(parts);
  const inference = typedClient(InferenceServiceDefinition, channel, { headers: headersOf(exchange, parts) });
  const { signal } = exchange;
  return (await inference.listModels({}, { signal, timeoutMs: MODELS_TIMEOUT_MS })).models;
}

/** @throws RookeryError FAILED_PRECONDITION where other machines reach the service and the gateway asks nobody for a key */
async function refuseOpen({ forOthers, gate }: ChatParts): Promise<void> {
  if (!forOthers || (await gate.asksForKeys()) !== false) return;
  throw new RookeryError(
    'FAILED_PRECONDITION',
    'the platform has no keys, so the chat service answers on loopback only; `rookery keys create` makes one',
  );
}

async function complete(parts: ChatParts, exchange: Exchange): Promise<void> {
  const { request, signal } = exchange;
  const apiKey = apiKeyOf(request);
  const admitted = await parts.gate.admits(apiKey, signal, gatewayHeaders(request, parts.secret));
  await refuseOpen(parts);
  const allowance = admitted ? parts.bodies.forKey(apiKey) : parts.bodies.forStranger();
  try {
    await completeFor(parts, exchange, apiKey, await bodyOf(request, allowance, admitted));
  } finally {
    allowance.release();
  }
}

/** @throws as jsonBody; RookeryError UNAUTHENTICATED for a larger one whose key opens nothing */
async function bodyOf(
  request: IncomingMessage,
  allowance: BodyAllowance,
  admitted: boolean,
): Promise<object> {
  try {
    return await jsonBody(request, allowance);
  } catch (caught) {
    if (!admitted && caught instanceof BodyTooLarge)
      throw new RookeryError('UNAUTHENTICATED', 'the API key is not known');
    throw caught;
  }
}

async function completeFor(
  parts: ChatParts,
  exchange: Exchange,
  apiKey: string,
  body: object,
): Promise<void> {
  const { response, signal, unreadMs } = exchange;
  const task = taskIn(body);
  const words =
    task === undefined ? conversation(parts, exchange, apiKey, body) : doneTask(parts, exchange, task);
  const { model, stream, includeUsage } = task ?? wantedOf(body);
  const said = beating(words, parts.longestSilenceMs, (): typeof AT_WORK => AT_WORK);
  await (stream
    ? sendStream(new Completion(model), said, { response, signal, unreadMs, includeUsage })
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
    unreadMs,
    includeUsage,
  }: Pick<Exchange, 'response' | 'signal' | 'unreadMs'> & { readonly includeUsage: boolean },
): Promise<void> {
  // What fails before the first word, or the first sign of life, still has a status of its own.
  let events: EventStream | undefined;
  const opened = async (): Promise<EventStream> => {
    if (events !== undefined) return events;
    events = new EventStream(response, signal, unreadMs);
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
  { channel, transcripts, patienceMs, resourcesFor, log, secret }: ChatParts,
  exchange: Exchange,
  apiKey: string,
  body: unknown,
): AsyncGenerator<string | CompletionEnd, void> {
  const { signal } = exchange;
  const screen = ownScreen(body, resourcesFor);
  const agent = new Agent(
    typedClient(AgentServiceDefinition, channel, { headers: headersOf(exchange, { secret }) }),
  );
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
  { channel, taskModel, secret }: ChatParts,
  exchange: Exchange,
  task: ChatRequest,
): AsyncGenerator<string | CompletionEnd, void> {
  const headers = headersOf(exchange, { secret });
  const { text, end } = await answerTask(task, { channel, headers, taskModel, signal: exchange.signal });
  yield text;
  yield end;
}

function headersOf(
  { request, requestId }: Exchange,
  { secret }: Pick<ChatParts, 'secret'>,
): Record<string, string> {
  return { 'x-request-id': requestId, ...gatewayHeaders(request, secret) };
}
