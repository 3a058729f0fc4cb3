import { json, silent, type Behaviour } from './behaviours.ts';
import { serving } from './served-answer.ts';
import type { SeenRequest } from './seen-request.ts';
import { wellBehaved } from './well-behaved.ts';

const MAX_MODEL_LEN = 16_384;

/** A vLLM server, as far as it says what it is. */
export interface VllmServer {
  /** Name that it serves the model under. */
  readonly model: string;
  /** What it was loaded from; not set: the model's name. */
  readonly root?: string;
  /** Not set: 16384. */
  readonly maxModelLen?: number;
  /** Not set: 0.33.0. */
  readonly version?: string;
  /** Seconds since 1970; not set: its metrics do not say, as with several API servers. */
  readonly startedAt?: number;
  /** Thinks beside its answers; not set: it does not think. */
  readonly thinks?: boolean;
  /** Its template knows a system role; not set: it does. */
  readonly takesSystem?: boolean;
  /** Its engine is dead: it says so, and answers nothing. */
  readonly dead?: boolean;
  /** It takes a priority; not set: it refuses every one but 0. */
  readonly prioritises?: boolean;
  /** How it counts a prompt that is too long; not set: `whole`. `cut`: it has stopped counting where it was too long. */
  readonly counts?: 'whole' | 'cut';
  /** Which names its metrics have; not set: `now`. `before`: the cache under its name of before; `none`: they say nothing of requests. */
  readonly metrics?: 'now' | 'before' | 'none';
  /** Field of its thoughts; not set: `reasoning`. Older ones have `reasoning_content`. */
  readonly thoughtField?: 'reasoning' | 'reasoning_content';
  /** Is at work on what it was asked until whoever asks has left. */
  readonly holds?: boolean;
  /** What its answers say; not set: what a model that does as it is told writes. */
  readonly says?: string;
}

/**
 * Replays what vLLM documents of its server (0.33): /v1/models with root and max_model_len, /version, /health (503 once its engine is dead),
 * /metrics, errors in its shape, and chat completions. A word is a token.
 */
export function vllm(server: VllmServer): Behaviour {
  const atWork: AtWork = { requests: 0 };
  return (response, request) => {
    behaviourAt(request.path.split('?')[0] ?? '', server, atWork)(response, request);
  };
}

/** Requests that it has not answered. */
interface AtWork {
  requests: number;
}

function behaviourAt(path: string, server: VllmServer, atWork: AtWork): Behaviour {
  switch (path) {
    case '/v1/models':
      return json(200, { object: 'list', data: [cardOf(server)] });
    case '/version':
      return json(200, { version: server.version ?? '0.33.0' });
    case '/health':
      return (response) => response.writeHead(server.dead === true ? 503 : 200).end();
    case '/metrics':
      return (response) =>
        response
          .writeHead(200, { 'content-type': 'text/plain; version=0.0.4' })
          .end(metricsOf(server, atWork));
    case '/v1/chat/completions':
      return (response, request) => {
        atWork.requests += 1;
        response.once('close', () => (atWork.requests -= 1));
        chat(server, request)(response, request);
      };
    default:
      return json(404, { detail: 'Not Found' });
  }
}

function cardOf({ model, root = model, maxModelLen = MAX_MODEL_LEN }: VllmServer): object {
  return {
    id: model,
    object: 'model',
    // Of each answer anew, as vLLM does.
    created: Math.floor(Date.now() / 1000),
    owned_by: 'vllm',
    root,
    parent: null,
    max_model_len: maxModelLen,
    permission: [],
  };
}

function metricsOf({ model, startedAt, metrics = 'now' }: VllmServer, { requests }: AtWork): string {
  const labels = `{engine="0",model_name="${model}"}`;
  const started =
    startedAt === undefined
      ? ''
      : `# HELP process_start_time_seconds Start time of the process since unix epoch in seconds.\n# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds ${startedAt}\n`;
  if (metrics === 'none') return started;
  const cache = metrics === 'now' ? 'kv_cache_usage_perc' : 'gpu_cache_usage_perc';
  return (
    `${started}# HELP vllm:num_requests_running Number of requests in model execution batches.\n# TYPE vllm:num_requests_running gauge\n` +
    `vllm:num_requests_running${labels} ${requests}.0\nvllm:num_requests_waiting${labels} 0.0\nvllm:${cache}${labels} 0.25\n`
  );
}

function refusing(status: number, message: string, type: string, param: string | null = null): Behaviour {
  return json(status, { error: { message, type, param, code: status } });
}

function chat(server: VllmServer, request: SeenRequest): Behaviour {
  const { body, words } = request;
  if (server.dead === true) {
    return refusing(
      500,
      'EngineCore encountered an issue. See stack trace (above) for the root cause.',
      'InternalServerError',
    );
  }
  if (body['model'] !== server.model) {
    return refusing(404, `The model \`${String(body['model'])}\` does not exist.`, 'NotFoundError', 'model');
  }
  const messages = body['messages'] as readonly { readonly role: string }[];
  if (server.takesSystem === false && messages.some(({ role }) => role === 'system')) {
    return refusing(400, 'System role not supported', 'BadRequestError');
  }
  if (server.prioritises !== true && (body['priority'] ?? 0) !== 0) {
    return refusing(
      400,
      `Got priority ${String(body['priority'])} but Priority scheduling is not enabled.`,
      'BadRequestError',
    );
  }
  const tooLong = tooLongFor(server, words, Number(body['max_tokens'] ?? 0));
  if (tooLong !== undefined) return refusing(400, tooLong, 'BadRequestError', 'input_tokens');
  if (server.holds === true) return body['stream'] === true ? holdingStream : silent;
  const content = server.says ?? wellBehaved(request);
  const { thoughtField = 'reasoning' } = server;
  return serving({ content, ...(server.thinks === true && { thought: 'The person asks.', thoughtField }) });
}

/** What it says of a request that is longer than its model can take; undefined: it is not. */
function tooLongFor(
  { maxModelLen = MAX_MODEL_LEN, counts = 'whole' }: VllmServer,
  words: string,
  output: number,
): string | undefined {
  const prompt = words.split(/\s+/).filter((word) => word !== '').length;
  if (prompt + output <= maxModelLen) return undefined;
  // One that has stopped counting says what it must be at least.
  const counted = counts === 'whole' ? prompt : Math.max(1, maxModelLen - output + 1);
  const least = counts === 'whole' ? '' : 'at least ';
  return (
    `This model's maximum context length is ${maxModelLen} tokens. However, you requested ${output} output tokens and your prompt ` +
    `contains ${least}${counted} input tokens, for a total of ${least}${counted + output} tokens. Please reduce the length of the ` +
    `input prompt or the number of requested output tokens.`
  );
}

/** Has begun, and is at work on the first token. */
const holdingStream: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
};
