import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { dialogue } from './testing/dialogue.ts';
import { installedPython, pythonIsMissing } from './testing/python.ts';
import { RunningPlatform } from './testing/running-platform.ts';

const EXAMPLE = fileURLToPath(new URL('../../../tools/examples/openai-sdk/', import.meta.url));
const KEY = 'a-key-of-the-team';
const FIRST = 'How can I sleep a whole weekend through?';
/** Asks most of all simulated models. */
const MODEL = 'sim/qwq-32b';
const SETTINGS = { completeness_threshold: 5, max_questions: 3 };

type Message = OpenAI.ChatCompletionMessageParam;
/** What the platform adds. */
interface Note {
  readonly kind: string;
  readonly attribute?: string;
  readonly asked?: readonly string[];
  readonly simulated?: boolean;
}
interface Heard {
  readonly text: string;
  readonly note: Note;
}

let platform: RunningPlatform;
let openai: OpenAI;

beforeAll(async () => {
  platform = await RunningPlatform.start({
    ROOKERY_API_KEYS: `${KEY},another-team-key`,
    ROOKERY_OPERATOR_KEYS: 'a-key-of-an-operator',
  });
  openai = client(KEY);
}, 300_000);
afterAll(() => platform.close(), 120_000);

function client(apiKey: string): OpenAI {
  // What fails is looked at, not tried again; the long timeout is for slow machines.
  return new OpenAI({ baseURL: platform.openAi, apiKey, maxRetries: 0, timeout: 120_000 });
}

function body(
  messages: readonly Message[],
  more: object = {},
): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return { model: MODEL, messages: [...messages], seed: 7, ...{ rookery: SETTINGS }, ...more };
}

async function turn(messages: readonly Message[], sdk = openai): Promise<Heard> {
  const { choices, ...rest } = await sdk.chat.completions.create(body(messages));
  expect(choices[0]?.finish_reason).toBe('stop');
  return { text: choices[0]?.message.content ?? '', note: (rest as unknown as { rookery: Note }).rookery };
}

const user = (content: string): Message => ({ role: 'user', content });
const then = (messages: readonly Message[], { text }: Heard, reply: string): Message[] => [
  ...messages,
  { role: 'assistant', content: text },
  user(reply),
];

const refused = async (more: object): Promise<unknown> => {
  try {
    await openai.chat.completions.create(body([user(FIRST)], more));
  } catch (caught) {
    return caught;
  }
  return 'was taken';
};

async function serving(): Promise<void> {
  const health = platform.openAi.replace('/v1', '/health');
  while ((await fetch(health).catch(() => undefined))?.ok !== true) await pause(100);
}

describe('the SDK of OpenAI, in Node', () => {
  it('holds a conversation: questions, a decline, an answer in pieces, over restarts of planner and front', async () => {
    const start = [user(FIRST)];
    const first = await turn(start);
    expect(first.note).toMatchObject({ kind: 'question' });
    platform.kill('planner');
    await pause(500);
    const second = then(start, first, 'Not well at all');
    const again = await turn(second);
    expect(again.note.kind).toBe('question');
    expect(again.note.attribute).not.toBe(first.note.attribute);

    platform.kill('chat');
    await pause(500);
    await serving();
    const third = then(second, again, "I'd rather not say.");
    const more = await turn(third);
    const asked = [first, again, more].map(({ note }) => note.attribute);
    expect(new Set(asked).size).toBe(3);

    const options = { stream: true, stream_options: { include_usage: true } };
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    const stream = await openai.chat.completions.create({
      ...body(then(third, more, 'I am alone')),
      ...options,
    } as OpenAI.ChatCompletionCreateParamsStreaming);
    for await (const chunk of stream) chunks.push(chunk);
    const pieces = chunks
      .flatMap(({ choices }) => choices[0]?.delta.content ?? [])
      .filter((text) => text !== '');
    const notes = chunks.flatMap((chunk) => ('rookery' in chunk ? [chunk.rookery] : []));
    expect(notes).toEqual([{ kind: 'answer', simulated: true, asked }]);
    expect(pieces.length).toBeGreaterThan(3);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { total_tokens: expect.any(Number) as unknown },
    });

    // A new matter after the answer: the same session, with what is known.
    const matter = then(
      then(third, more, 'I am alone'),
      { text: pieces.join(''), note: more.note },
      'And naps?',
    );
    const next = await turn(matter);
    expect(asked).not.toContain(next.note.attribute);
  }, 240_000);

  it('says the same to a request that is sent again, and keeps people apart who begin alike', async () => {
    const start = [user('Should I move away?')];
    const [one, other] = [await turn(start), await turn(start)];
    expect(other.text).toBe(one.text);
    const [mine, yours] = [then(start, one, 'I am lonely'), then(start, other, 'I am 84 years old')];
    const [myTurn, yourTurn] = await Promise.all([turn(mine), turn(yours)]);
    expect(await turn(mine)).toEqual(myTurn);
    expect(await turn(yours)).toEqual(yourTurn);
    expect((await turn(then(yours, yourTurn, 'ok'))).note.attribute).not.toBe(one.note.attribute);
  }, 120_000);

  it('goes on with a history that was edited, or that another key has, without repeating a question', async () => {
    const start = [user('Should I sell my house?')];
    const first = await turn(start);
    const second = then(start, first, 'Quite well');
    const again = await turn(second);
    await turn(then(second, again, 'Good'));
    const edited = await turn(then(start, first, 'Rather badly, to be honest'));
    expect([first.note.attribute]).not.toContain(edited.note.attribute);
    // To another key the same words are no session: they are read like any first message.
    const stranger = await turn(second, client('another-team-key'));
    expect(stranger.text).not.toBe('');
  }, 120_000);

  it('begins with somebody to turn to', async () => {
    const { text, note } = await turn([user('I want to kill myself tonight.')]);
    expect(text).toMatch(/^Thank you for writing this.*\n- .*:/);
    expect(note).toMatchObject({ kind: 'answer', crisis: true });
    // And with no agent at all, whole and in pieces.
    platform.kill('planner');
    const without = await turn([user('I want to end my life.')]);
    expect(without).toMatchObject({ text: expect.stringMatching(/^Thank you/), note: expect.anything() });
    const stream = await openai.chat.completions.create({
      ...body([user('I want to end my life!')]),
      stream: true,
    } as OpenAI.ChatCompletionCreateParamsStreaming);
    const pieces: string[] = [];
    for await (const { choices } of stream) pieces.push(choices[0]?.delta.content ?? '');
    expect(pieces.join('')).toMatch(/^Thank you for writing this/);
    await serving();
  }, 120_000);

  it('lists models', async () => {
    const models = await Array.fromAsync(await openai.models.list());
    expect(models).toContainEqual({ id: MODEL, object: 'model', created: 0, owned_by: 'rookery-simulation' });
    expect(await openai.models.retrieve(MODEL)).toMatchObject({ id: MODEL });
    await expect(openai.models.retrieve('nobody')).rejects.toMatchObject({ status: 404 });
  });

  it.each([
    [{ n: 2 }, 400, 'n'],
    [{ tool_choice: 'required' }, 400, 'tool_choice'],
    [{ logprobs: true }, 400, 'logprobs'],
    [{ messages: [] }, 400, 'messages'],
    [{ messages: [{ role: 'assistant', content: 'Hello' }] }, 400, 'messages'],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
      400,
      'messages[0].content',
    ],
    [{ rookery: { max_questions: 65 } }, 400, 'rookery.max_questions'],
    [{ rookery: { library: 'Not A Name' } }, 400, 'rookery.library'],
    [{ model: 'nobody' }, 404, 'model'],
  ])(
    'refuses %j with a status, and names the parameter',
    async (more, status, param) => {
      expect(await refused(more)).toMatchObject({ status, param, type: 'invalid_request_error' });
    },
    60_000,
  );

  it('needs a key', async () => {
    const messages = [user(FIRST)];
    const stranger = turn(messages, client('not-a-key'));
    await expect(stranger).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    const none = await fetch(`${platform.openAi}/models`);
    expect(none.status).toBe(401);
    expect(none.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('takes parameters that make no difference, and refuses what is no request', async () => {
    const harmless = {
      temperature: 0.7,
      user: 'someone',
      n: 1,
      top_p: 1,
      max_tokens: 10 ** 9,
      seed: -1,
      colour: 'red',
    };
    expect(await refused({ ...harmless, stop: ['x'], tools: [] })).toBe('was taken');
    const post = (text: string) =>
      fetch(`${platform.openAi}/chat/completions`, {
        method: 'POST',
        body: text,
        headers: { authorization: `Bearer ${KEY}` },
      });
    expect((await post('{')).status).toBe(400);
    const large = await post(`{"x":"${'x'.repeat(2 * 1024 * 1024)}"}`).then(
      ({ status }) => status,
      () => 'cut off',
    );
    expect([413, 'cut off']).toContain(large);
    expect((await fetch(`${platform.openAi}/nothing`)).status).toBe(404);
  }, 60_000);
});

const noCurl = spawnSync('curl', ['--version'], { stdio: 'ignore' }).status !== 0;

(noCurl ? it.skip : it)(
  'curl streams (needs curl)',
  async () => {
    const data = JSON.stringify({ ...body([user(FIRST)]), stream: true, rookery: { max_questions: 0 } });
    const words = [
      '-sN',
      `${platform.openAi}/chat/completions`,
      '-H',
      `Authorization: Bearer ${KEY}`,
      '-d',
      data,
    ];
    const { exit, stdout } = await dialogue('curl', words, []);
    expect(exit).toBe(0);
    const events = stdout.trim().split('\n\n');
    expect(events.every((event) => event.startsWith('data: '))).toBe(true);
    expect(events.at(-1)).toBe('data: [DONE]');
    expect(events.length).toBeGreaterThan(5);
  },
  60_000,
);

(pythonIsMissing() ? describe.skip : describe)(
  'the SDK of OpenAI, in Python (needs Python 3.10 with venv and pip)',
  () => {
    let python: string;
    beforeAll(async () => {
      python = await installedPython(platform.folder, ['-r', join(EXAMPLE, 'requirements.txt')]);
    }, 300_000);

    it('holds a conversation', async () => {
      const variables = { ROOKERY_OPENAI_URL: platform.openAi, ROOKERY_API_KEY: KEY, ROOKERY_MODEL: MODEL };
      const { exit, stdout, stderr } = await dialogue(
        python,
        [join(EXAMPLE, 'ask.py'), FIRST],
        ['tired', ''],
        variables,
      );
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
      expect(stdout).toMatch(/> .*simulat/is);
    }, 120_000);
  },
);
