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
      stream: false,
      includeUsage: false,
      seed: undefined,
      settings: {},
    });
  });

  it.each<[object, string, RegExp]>([
    [{ model: 5 }, 'model', /string/],
    [{ messages: 'hello' }, 'messages', /array/],
    [{ messages: [{ role: 'tool', content: 'x' }] }, 'messages[0].role', /no tools/],
    [{ messages: [{ role: 'user', content: 'secret words'.repeat(2000) }] }, 'messages[0].content', /20000/],
    [{ seed: 2 ** 32 }, 'seed', /4294967295/],
    [{ rookery: { max_questions: -1 } }, 'rookery.max_questions', />=0/],
    [{ rookery: { colour: 'red' } }, 'rookery', /colour/],
    [{ stop: ['END'] }, 'stop', /not supported/],
    [{ response_format: { type: 'json_object' } }, 'response_format', /not supported/],
    [{ logprobs: true }, 'logprobs', /not supported/],
    [{ max_completion_tokens: 10 }, 'max_completion_tokens', /not supported/],
    [{ temprature: 1 }, 'temprature', /not known/],
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
