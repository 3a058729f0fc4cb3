import fc from 'fast-check';
import { MODEL } from '../../chaos/stage/upstream.ts';
import { anyChange, type Change } from '../play/bytes.ts';
import { CANARY } from '../platform/canary.ts';

/** A request at the chat service. */
export interface BodyInput {
  readonly url: string;
  readonly contentType: string;
  /** In base64. */
  readonly body: string;
  /** What happens to its bytes. */
  readonly changes: readonly Change[];
}

const DEEP = 20_000;
/** Values that no field of a body should have, as JSON: some are no value of JavaScript. */
const ODD: readonly string[] = [
  ...['null', 'true', '""', '[]', '{}', '0', '-1', '-0', '1e999', '1.5', '9007199254740993', '1'.repeat(400)],
  ...[
    '"\\ud800"',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\u202e"',
    '"__proto__"',
    '{"__proto__":{"x":1}}',
    '{"constructor":{"prototype":{"x":1}}}',
  ],
  ...[
    '{"toString":1}',
    '[null]',
    '[[[[]]]]',
    '{"a":1,"a":2}',
    '"' + 'x'.repeat(30_000) + '"',
    '"' + '💔'.repeat(6_000) + '"',
  ],
  '['.repeat(DEEP) + ']'.repeat(DEEP),
  '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP),
  `[${'null,'.repeat(6_000)}null]`,
  `{${Array.from({ length: 500 }, (_, index) => `"k${index}":"v"`).join(',')}}`,
];

const SAID = JSON.stringify(`Should I quit my job? ${CANARY}`);
const message = fc.oneof(
  { weight: 6, arbitrary: fc.constant(`{"role":"user","content":${SAID}}`) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      `{"role":"user","content":[{"type":"text","text":${SAID}}]}`,
      `{"role":"assistant","content":"How old are you?"}`,
      `{"role":"system","content":"Be brief."}`,
      `{"role":"developer","content":""}`,
      `{"role":"tool","tool_call_id":"x","content":"1"}`,
      `{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]}`,
      `{"role":"user","content":[]}`,
      `{"role":"assistant","content":null,"tool_calls":[]}`,
      `{"role":"user","content":"${'i want to die '.repeat(3)}"}`,
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('role', 'content', 'name'), fc.constantFrom(...ODD))
      .map(([name, odd]) => `{"role":"user","content":"x","${name}":${odd}}`),
  },
);
const messages = fc.array(message, { minLength: 1, maxLength: 4 }).map((all) => `[${all.join(',')}]`);

/** Names of what a body may hold, with what they may be. */
const FIELDS: readonly (readonly [name: string, values: readonly string[]])[] = [
  ['stream', ['true', 'false']],
  ['stream_options', ['{"include_usage":true}']],
  ['max_tokens', ['1', '100', '131073']],
  ['max_completion_tokens', ['5']],
  ['temperature', ['0', '2', '2.5', '-1']],
  ['seed', ['0', '4294967295', '4294967296']],
  ['user', [`"user-1"`]],
  ['n', ['1', '2']],
  ['tools', ['[]', '[{"type":"function"}]']],
  [
    'response_format',
    ['{"type":"text"}', '{"type":"json_object"}', '{"type":"json_schema","json_schema":{"schema":{}}}'],
  ],
  [
    'rookery',
    [
      '{"max_questions":0}',
      '{"known":{"age":"30"}}',
      '{"known":{"age":""}}',
      '{"locale":"xx-invalid-locale"}',
      '{"task":true}',
      '{"library":"x"}',
      '{"x":1}',
    ],
  ],
  ['input', [SAID, `[{"role":"user","content":${SAID}}]`]],
  ['store', ['true']],
  ['previous_response_id', ['"resp_x"']],
  ['logit_bias', ['{"1":100}']],
];
const field = fc
  .constantFrom(...FIELDS)
  .chain(([name, values]) =>
    fc
      .oneof(
        { weight: 3, arbitrary: fc.constantFrom(...values) },
        { weight: 1, arbitrary: fc.constantFrom(...ODD) },
        { weight: 1, arbitrary: fc.json({ maxDepth: 4 }) },
      )
      .map((value) => `"${name}":${value}`),
  );

const body = fc
  .record({
    model: fc.oneof(
      { weight: 12, arbitrary: fc.constant(JSON.stringify(MODEL)) },
      { weight: 1, arbitrary: fc.constantFrom('"no-such-model"', ...ODD) },
    ),
    messages: fc.oneof(
      { weight: 12, arbitrary: messages },
      { weight: 1, arbitrary: fc.constantFrom(...ODD) },
    ),
    more: fc.array(field, { maxLength: 4 }),
    // Two that ask for nothing keep most conversations to one turn.
    lasts: fc.boolean(),
  })
  .map(
    ({ model, messages: said, more, lasts }) =>
      `{${[`"model":${model}`, `"messages":${said}`, ...more, ...(lasts ? [] : ['"rookery":{"max_questions":0}'])].join(',')}}`,
  );

/** Bodies as SDKs send them, with fields that are odd; some of them damaged. */
export const anyBody: fc.Arbitrary<BodyInput> = fc.record({
  url: fc.oneof(
    { weight: 12, arbitrary: fc.constant('/v1/chat/completions') },
    { weight: 3, arbitrary: fc.constant('/v1/responses') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '/v1/chat/completions?x=%ff',
        '/v1/chat/completions/',
        '/v1/models',
        '/%',
        '/v1/models/%00',
        '//',
        '/__proto__',
      ),
    },
  ),
  contentType: fc.oneof(
    { weight: 9, arbitrary: fc.constant('application/json') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'text/plain',
        'application/json; charset=utf-16',
        'x',
        'multipart/form-data; boundary=x',
      ),
    },
  ),
  body: fc
    .oneof({ weight: 9, arbitrary: body }, { weight: 1, arbitrary: fc.constantFrom(...ODD) })
    .map((text) => Buffer.from(text).toString('base64')),
  changes: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(anyChange, { minLength: 1, maxLength: 3 }) },
  ),
});
