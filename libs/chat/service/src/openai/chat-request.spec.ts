import { describe, expect, it } from '@jest/globals';
import { RookeryError } from '@rookery/shared-errors';
import fc from 'fast-check';
import { chatErrorOf } from './chat-error.ts';
import { chatRequestOf } from './chat-request.ts';

const GOOD = { model: 'm', messages: [{ role: 'user', content: 'secret words' }] };

function problem(body: unknown): ReturnType<typeof chatErrorOf> {
  try {
    chatRequestOf(body);
  } catch (caught) {
    return chatErrorOf(caught);
  }
  throw new Error('was taken');
}

describe('chatRequestOf', () => {
  it('takes parts of text, and parameters that are not set', () => {
    const content = [
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
    ];
    const unset = { n: null, tools: null, stop: null, stream: null, seed: null, stream_options: null };
    expect(chatRequestOf({ ...GOOD, messages: [{ role: 'user', content }], ...unset })).toEqual({
      model: 'm',
      messages: [{ role: 'user', text: 'one\ntwo' }],
      endUser: '',
      stream: false,
      includeUsage: false,
      seed: undefined,
      maxTokens: undefined,
      schema: undefined,
      settings: {},
    });
  });

  it('takes a profile of known facts, and no more than one', () => {
    const of = (count: number) => ({
      ...GOOD,
      rookery: { known: Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v'])) },
    });
    expect(Object.keys(chatRequestOf(of(64)).settings.known ?? {})).toHaveLength(64);
    expect(problem(of(120_000))).toMatchObject({
      status: 400,
      body: {
        error: { param: 'rookery.known', message: expect.stringMatching(/120000 entries, at most 64/) },
      },
    });
  });

  it('takes what interfaces add, and leaves out what is no part of a conversation', () => {
    const messages = [
      {
        role: 'system',
        content: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image_url', image_url: { url: 'x' } },
        ],
        name: 'Ann',
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: '1', type: 'function', function: { name: 'f' } }],
      },
      { role: 'tool', tool_call_id: '1', content: 'found' },
      { role: 'function', name: 'f', content: null },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm' },
          { type: 'text', text: 'I see.' },
        ],
      },
      { role: 'assistant', content: '' },
      { role: 'user', content: 'An\u0000d now?' },
      { role: 'tool', content: 'late' },
    ];
    const added = {
      max_tokens: 10 ** 9,
      seed: -1,
      temperature: 0.2,
      top_k: 40,
      min_p: 0.1,
      n: 1,
      stop: ['END'],
      response_format: { type: 'json_object' },
      tools: [{ type: 'function', function: { name: 'f' } }],
      tool_choice: 'auto',
      parallel_tool_calls: true,
      logit_bias: { 1: 2 },
      user: 'someone',
      metadata: { chat: 'x' },
      chat_id: 'abc',
      stream_options: { include_usage: true, continuous_usage_stats: true },
      cache_control: { type: 'ephemeral' },
      reasoning_effort: 'high',
    };
    expect(chatRequestOf({ model: 'm', messages, ...added })).toEqual({
      model: 'm',
      messages: [
        { role: 'system', text: 'Be brief.' },
        { role: 'user', text: 'Look' },
        { role: 'assistant', text: 'I see.' },
        { role: 'user', text: 'And now?' },
      ],
      stream: false,
      includeUsage: true,
      seed: undefined,
      maxTokens: 131_072,
      endUser: 'someone',
      schema: undefined,
      settings: {},
    });
  });

  it.each([
    [{ max_tokens: 7 }, 7],
    [{ max_completion_tokens: 9, max_tokens: 7 }, 9],
    [{ max_tokens: -1 }, undefined],
    [{ max_tokens: 0 }, undefined],
    [{ max_tokens: '5' }, undefined],
    [{ max_tokens: null }, undefined],
  ])('reads the limit of %j', (more, limit) =>
    expect(chatRequestOf({ ...GOOD, ...more }).maxTokens).toBe(limit),
  );

  it.each<[object, string, RegExp]>([
    [{ model: 5 }, 'model', /string/],
    [{ messages: 'hello' }, 'messages', /array/],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
      'messages[0].content',
      /only text can be read, not image_url/,
    ],
    [{ messages: [{ role: 'user', content: 'secret words'.repeat(2000) }] }, 'messages[0].content', /20000/],
    [{ rookery: { max_questions: -1 } }, 'rookery.max_questions', />=0/],
    [{ rookery: { colour: 'red' } }, 'rookery', /colour/],
    [{ n: 2 }, 'n', /not supported/],
    [{ tool_choice: 'required' }, 'tool_choice', /not supported/],
    [{ modalities: ['text', 'audio'] }, 'modalities', /not supported/],
    [{ logprobs: true }, 'logprobs', /not supported/],
  ])('refuses %j', (more, param, message) => {
    const { status, body } = problem({ ...GOOD, ...more });
    expect({ status, ...body.error }).toMatchObject({ status: 400, type: 'invalid_request_error', param });
    expect(body.error.message).toMatch(message);
    expect(body.error.message).not.toContain('secret');
  });

  it('never fails otherwise, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ model: fc.jsonValue(), messages: fc.jsonValue() })),
        (body) => {
          try {
            chatRequestOf(body);
          } catch (caught) {
            expect(caught).toMatchObject({ code: 'INVALID_ARGUMENT' });
          }
        },
      ),
    );
  });
});

describe('chatErrorOf', () => {
  it.each([
    [new RookeryError('RESOURCE_EXHAUSTED', 'x', { retryAfterMs: 1500 }), 429, 2],
    [new RookeryError('RESOURCE_EXHAUSTED', 'x'), 429, 1],
    [new RookeryError('UNAVAILABLE', 'x'), 503, 1],
    [new RookeryError('DEADLINE_EXCEEDED', 'x'), 504, undefined],
    [new RookeryError('NOT_FOUND', 'x'), 404, undefined],
    [new RookeryError('ABORTED', 'x'), 409, undefined],
    [new Error('a secret of some library'), 500, undefined],
  ])('%s', (error, status, retryAfterS) => {
    const answer = chatErrorOf(error);
    expect(answer).toMatchObject({ status, retryAfterS });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});
