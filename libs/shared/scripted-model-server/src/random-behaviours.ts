import { hash } from 'node:crypto';
import { broken, cutOff, failing, json, silent, type Behaviour } from './behaviours.ts';
import type { SeenRequest } from './seen-request.ts';
import { serving, type ServedAnswer } from './served-answer.ts';
import { wellBehaved } from './well-behaved.ts';

const DRAFT = 'She is 19 and in debt, I must not scare her. {"score": 1}';

/** What can be told of a request that is to be answered. */
interface Drawn {
  readonly request: SeenRequest;
  /** What a good model would say. */
  readonly text: string;
  /** 0..1, for choices within a kind. */
  readonly share: number;
  /** Serves an answer and counts its tokens. */
  readonly serve: (answer: ServedAnswer) => Behaviour;
}

type Draw = (drawn: Drawn) => Behaviour;

function oneOf<Item>(items: readonly [Item, ...Item[]], share: number): Item {
  return items[Math.floor(share * items.length)] ?? items[0];
}

const plain: Draw = ({ serve, text }) => serve({ content: text });
const half = (text: string): string => text.slice(0, Math.ceil(text.length / 2));
const bodyOf = (request: SeenRequest): Readonly<Record<string, unknown>> => request.body;
const rolesOf = (request: SeenRequest): string[] =>
  ((bodyOf(request)['messages'] ?? []) as readonly { readonly role: string }[]).map(({ role }) => role);

/** Refuses a request that has what this server cannot take, and is well-behaved with every other. */
const refusing =
  (has: (request: SeenRequest) => boolean, refusal: Behaviour): Draw =>
  (drawn) =>
    has(drawn.request) ? refusal : plain(drawn);

const limitOf = (request: SeenRequest): number =>
  Number(bodyOf(request)['max_tokens'] ?? bodyOf(request)['max_completion_tokens'] ?? 0);

/** What real servers do to a request, and how often among a hundred or so. */
const KINDS = {
  plain: { weight: 40, draw: plain },
  empty: { weight: 2, draw: ({ serve }) => serve({ content: '' }) },
  'closing tag only': {
    weight: 4,
    draw: ({ serve, text }) => serve({ content: `${DRAFT}\n</think>\n\n${text}` }),
  },
  'whole thought': {
    weight: 4,
    draw: ({ serve, text }) => serve({ content: `<think>\n${DRAFT}\n</think>\n\n${text}` }),
  },
  'other mark': {
    weight: 4,
    draw: ({ serve, text, share }) =>
      serve({
        content: oneOf(
          [
            `[THINK]${DRAFT}[/THINK]${text}`,
            `<thinking>${DRAFT}</thinking>\n${text}`,
            `<reasoning>\n${DRAFT}\n</reasoning>\n${text}`,
            `<|channel|>analysis<|message|>${DRAFT}<|end|><|start|>assistant<|channel|>final<|message|>${text}<|return|>`,
          ],
          share,
        ),
      }),
  },
  'thought beside': {
    weight: 4,
    draw: ({ serve, text, share }) =>
      serve({
        content: text,
        thought: DRAFT,
        thoughtField: oneOf(['reasoning_content', 'reasoning'], share),
      }),
  },
  'limit spent on thinking': {
    weight: 2,
    draw: ({ serve, share }) =>
      serve({
        content: null,
        thought: DRAFT,
        thoughtField: oneOf(['reasoning_content', 'reasoning'], share),
        finishReason: 'length',
      }),
  },
  'thought alone': { weight: 2, draw: ({ serve }) => serve({ content: `<think>\n${DRAFT}\n</think>` }) },
  parts: {
    weight: 3,
    draw: ({ serve, text }) =>
      serve({
        content: [
          { type: 'thinking', thinking: DRAFT },
          { type: 'text', text: half(text) },
          { type: 'text', text: text.slice(half(text).length) },
        ],
      }),
  },
  cut: { weight: 2, draw: ({ serve, text }) => serve({ content: half(text), finishReason: 'length' }) },
  torn: {
    weight: 3,
    draw: ({ serve, text, share }) =>
      serve({
        content: half(text),
        finishReason: oneOf(['error', 'abort', 'insufficient_system_resource'], share),
      }),
  },
  'error in the choice': {
    weight: 2,
    draw: ({ serve, text }) =>
      serve({
        content: half(text),
        finishReason: 'error',
        error: { code: 502, message: 'upstream connection lost' },
      }),
  },
  'filtered answer': {
    weight: 2,
    draw: ({ serve, text, share }) =>
      serve({
        content: half(text),
        finishReason: oneOf(['content_filter', 'content_filter: PROHIBITED_CONTENT'], share),
      }),
  },
  'odd end': {
    weight: 3,
    draw: ({ serve, text, share }) => serve({ content: text, finishReason: oneOf(['eos', '', null], share) }),
  },
  'error in a 200': {
    weight: 2,
    draw: ({ share }) =>
      json(200, { error: { message: 'try later', code: oneOf<number>([429, 502, 503], share) } }),
  },
  'choices null': { weight: 2, draw: () => json(200, { id: 'x', object: 'chat.completion', choices: null }) },
  'filtered prompt': {
    weight: 3,
    draw: ({ share }) =>
      oneOf(
        [
          failing(403, { message: 'moderation', metadata: { reasons: ['self-harm'], flagged_input: '..' } }),
          failing(400, { message: 'Content Exists Risk', code: 'invalid_request_error' }),
          failing(400, {
            message: 'Input data may contain inappropriate content.',
            code: 'data_inspection_failed',
          }),
          failing(400, { message: 'The response was filtered', code: 'content_filter' }),
        ],
        share,
      ),
  },
  'slow down': {
    weight: 3,
    draw: () => failing(429, { message: 'rate limit reached' }, { 'retry-after-ms': '20' }),
  },
  'over the rate': {
    weight: 2,
    draw: () =>
      failing(429, {
        message: 'Request too large for tokens per minute (TPM): Limit 6000, Requested 9120',
        code: 'rate_limit_exceeded',
      }),
  },
  down: {
    weight: 3,
    draw: ({ share }) => failing(oneOf<number>([500, 502, 503], share), { message: 'overloaded' }),
  },
  'broken JSON': { weight: 2, draw: () => broken },
  'cut off': { weight: 2, draw: () => cutOff },
  'no system role': {
    weight: 2,
    draw: refusing(
      (request) => rolesOf(request).includes('system'),
      json(400, { detail: 'System role not supported' }),
    ),
  },
  'roles must alternate': {
    weight: 2,
    draw: refusing(
      (request) => rolesOf(request).some((role, place, all) => place > 0 && role === all[place - 1]),
      failing(400, { message: 'Conversation roles must alternate user/assistant/user/assistant/...' }),
    ),
  },
  'short context': {
    weight: 2,
    draw: refusing(
      (request) => limitOf(request) > 1500,
      failing(400, {
        message:
          "This model's maximum context length is 4096 tokens. However, you requested 4644 tokens (2596 in the messages, 2048 in the completion).",
      }),
    ),
  },
  'one of temperature and top_p': {
    weight: 2,
    draw: refusing(
      ({ body }) => 'temperature' in body && 'top_p' in body,
      failing(400, { message: '`temperature` and `top_p` cannot both be specified for this model.' }),
    ),
  },
  'small seeds': {
    weight: 2,
    draw: refusing(
      ({ body }) => Number(body['seed'] ?? 0) > 2 ** 31 - 1,
      failing(400, { message: 'seed must be less than or equal to 2147483647', param: 'seed' }),
    ),
  },
  // These last: what asks again meets the patience of the caller, or the end of a run.
  silent: { weight: 2, draw: () => silent },
  'no money': {
    weight: 2,
    draw: ({ share }) =>
      oneOf(
        [
          failing(402, { message: 'Insufficient Balance', code: 'invalid_request_error' }),
          json(402, { error: { message: 'This request requires more credits', code: 402 } }),
        ],
        share,
      ),
  },
  'wait a day': {
    weight: 2,
    draw: () => failing(429, { message: 'daily limit reached' }, { 'retry-after': '86400' }),
  },
  'key refused': { weight: 2, draw: () => failing(401, { message: 'invalid key' }) },
} as const satisfies Record<string, { readonly weight: number; readonly draw: Draw }>;

/** A way in which real servers answer. */
export type RandomKind = keyof typeof KINDS;

const LASTING: readonly RandomKind[] = ['silent', 'no money', 'wait a day', 'key refused'];

/** Every kind but those that a server keeps up: these end a run, or wait for the limit of an attempt. */
export const PASSING_KINDS: readonly RandomKind[] = (Object.keys(KINDS) as RandomKind[]).filter(
  (kind) => !LASTING.includes(kind),
);

/** What a server has done so far. */
export interface ServedCounts {
  /** Requests for a completion, refused ones included. */
  readonly requests: number;
  /** As the server said with its answers, torn, filtered and empty ones included; errors take none. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** How often each kind was drawn. */
  readonly byKind: ReadonlyMap<RandomKind, number>;
}

export interface RandomBehaviours {
  /** For `ModelServer.behave`; serves lists of models, too. */
  readonly behaviour: Behaviour;
  /** What it has done so far, for comparison with what was counted on the other side. */
  readonly seen: ServedCounts;
}

/**
 * What real servers do, drawn at random. What befalls a request follows from the seed, its messages and how often they came
 * before, and not from the order in which requests of others arrive.
 * @param kinds what is drawn from
 * @param says what a good model would say; not set: a sentence, or JSON that fits the schema of the request
 */
export function randomBehaviours(
  seed: number,
  kinds: readonly RandomKind[] = PASSING_KINDS,
  says: (request: SeenRequest) => string = wellBehaved,
): RandomBehaviours {
  const times = new Map<string, number>();
  const byKind = new Map<RandomKind, number>();
  const seen = { requests: 0, inputTokens: 0, outputTokens: 0, byKind };
  const serve = (request: SeenRequest, answer: ServedAnswer): Behaviour => {
    const output = JSON.stringify(answer.content ?? '').length + (answer.thought ?? '').length;
    const tokens = { input: Math.ceil(request.words.length / 4), output: Math.ceil(output / 4) };
    seen.inputTokens += tokens.input;
    seen.outputTokens += tokens.output;
    return serving({ ...answer, tokens });
  };
  return {
    seen,
    behaviour: (response, request) => {
      if (request.path.includes('/models')) {
        json(200, { object: 'list', data: [{ id: 'some-model', object: 'model' }] })(response, request);
        return;
      }
      const before = times.get(request.words) ?? 0;
      times.set(request.words, before + 1);
      const kind = drawKind(kinds, shareOf('kind', seed, request.words, before));
      seen.requests += 1;
      byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
      const behaviour = KINDS[kind].draw({
        request,
        text: says(request),
        share: shareOf('form', seed, request.words, before),
        serve: (answer) => serve(request, answer),
      });
      behaviour(response, request);
    },
  };
}

function drawKind(kinds: readonly RandomKind[], share: number): RandomKind {
  const total = kinds.reduce((sum, kind) => sum + KINDS[kind].weight, 0);
  let left = share * total;
  return kinds.find((kind) => (left -= KINDS[kind].weight) < 0) ?? 'plain';
}

/** 0..1, the same for the same parts. */
function shareOf(...parts: readonly (string | number)[]): number {
  return Number.parseInt(hash('sha1', JSON.stringify(parts)).slice(0, 8), 16) / 2 ** 32;
}
