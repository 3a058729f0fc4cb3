import { json, type Behaviour } from './behaviours.ts';
import type { SeenRequest } from './seen-request.ts';
import { serving } from './served-answer.ts';
import { wellBehaved } from './well-behaved.ts';

/** A server of llama.cpp. */
export interface LlamaCppServer {
  /** Name that it lists its model under; it answers whatever name it is asked by. */
  readonly model: string;
  /** Not set: 2048. */
  readonly contextTokens?: number;
  /** Its weights are not read yet. */
  readonly loading?: boolean;
  /** What its answers say; not set: what a model that does as it is told writes. */
  readonly says?: string;
}

/** A text for a vector may be no longer than what is computed in one go. Tokens. */
const BATCH = 512;
const CONTEXT = 2048;
/** What its template puts around messages, in tokens. */
const AROUND = 31;

/**
 * Replays what llama.cpp's own server sent (b11549): its list in two forms, /props, /health, no /metrics unless it is told to have them, its
 * refusals, and answers to any name. A word is a token.
 */
export function llamaCpp(server: LlamaCppServer): Behaviour {
  return (response, request) => {
    const behaviour =
      server.loading === true
        ? refusing(503, 'Loading model', 'unavailable_error')
        : behaviourAt(request.path.split('?')[0] ?? '', server);
    behaviour(response, request);
  };
}

function behaviourAt(path: string, server: LlamaCppServer): Behaviour {
  const { model, contextTokens = CONTEXT } = server;
  switch (path) {
    case '/v1/models':
      return json(200, {
        models: [{ name: model, model, modified_at: '', type: 'model', capabilities: ['completion'] }],
        object: 'list',
        data: [
          {
            id: model,
            aliases: [model],
            tags: [],
            object: 'model',
            created: Math.floor(Date.now() / 1000),
            owned_by: 'llamacpp',
            meta: { n_ctx: contextTokens, n_ctx_train: 8192, n_params: 134_515_008, ftype: 'Q4_1' },
          },
        ],
      });
    case '/health':
      return json(200, { status: 'ok' });
    case '/props':
      return json(200, {
        default_generation_settings: { params: { temperature: 0.8, top_k: 40 }, n_ctx: contextTokens },
        total_slots: 1,
        model_alias: model,
        model_path: `/models/${model}.gguf`,
        build_info: 'b11549-abcdef',
      });
    case '/metrics':
      return refusing(
        501,
        'This server does not support metrics endpoint. Start it with `--metrics`',
        'not_supported_error',
      );
    case '/v1/chat/completions':
      return (response, request) => chat(server, request)(response, request);
    case '/v1/embeddings':
      return (response, request) => embeddings(request)(response, request);
    default:
      return refusing(404, 'File Not Found', 'not_found_error');
  }
}

function refusing(code: number, message: string, type: string, more: object = {}): Behaviour {
  return json(code, { error: { code, message, type, ...more } });
}

function chat({ says, contextTokens = CONTEXT }: LlamaCppServer, request: SeenRequest): Behaviour {
  const prompt = AROUND + wordsIn(request.words);
  if (prompt >= contextTokens) {
    const message = `request (${prompt} tokens) exceeds the available context size (${contextTokens} tokens), try increasing it`;
    const lengths = { n_prompt_tokens: prompt, n_ctx: contextTokens };
    return refusing(400, message, 'exceed_context_size_error', lengths);
  }
  return serving({ content: says ?? wellBehaved(request), tokens: { input: prompt, output: 7 } });
}

function embeddings({ body }: SeenRequest): Behaviour {
  const texts = [body['input']].flat().map(String);
  const tooLong = texts.map((text) => wordsIn(text) + 1).find((tokens) => tokens > BATCH);
  if (tooLong !== undefined) {
    const message = `input (${tooLong} tokens) is too large to process. increase the physical batch size (current batch size: ${BATCH})`;
    return refusing(500, message, 'server_error');
  }
  const tokens = texts.reduce((sum, text) => sum + wordsIn(text) + 1, 0);
  return json(200, {
    model: body['model'],
    object: 'list',
    usage: { prompt_tokens: tokens, total_tokens: tokens },
    data: texts.map((text, index) => ({ embedding: [text.length, 1], index, object: 'embedding' })),
  });
}

function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}
