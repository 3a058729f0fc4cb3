import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Rookery, type AgentEvent, type Conversation } from '@rookery/shared-client';
import { childEnvironment } from '@rookery/shared-runtime';
import { Command } from './testing/command.ts';
import { dialogue } from './testing/dialogue.ts';
import { installedPython, pythonIsMissing, run } from './testing/python.ts';
import { RunningPlatform } from './testing/running-platform.ts';

const EXAMPLES = fileURLToPath(new URL('../../../tools/examples/', import.meta.url));
const KEY = 'a-key-of-the-team';
const OPERATOR_KEY = 'a-key-of-an-operator';
/** Asks most of all simulated models. */
const ASKING = {
  query: 'How can I sleep a whole weekend through?',
  model: 'sim/qwq-32b',
  seed: 7,
  maxQuestions: 3,
};

const ROWS = '{"source":"real","scenario":"career","query":"Should I say no?","age":"28"}\n';

let platform: RunningPlatform;
let rookery: Rookery;

beforeAll(async () => {
  platform = await RunningPlatform.start({
    ROOKERY_API_KEYS: KEY,
    ROOKERY_OPERATOR_KEYS: OPERATOR_KEY,
    // Whoever starts it may have an application's key at hand; the services do not call with it.
    ROOKERY_API_KEY: KEY,
  });
  rookery = new Rookery({ address: platform.address, apiKey: KEY });
}, 300_000);
afterAll(async () => {
  rookery.close();
  await platform.close();
}, 120_000);

async function talk(conversation: Conversation, onQuestion: (number: number) => void): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of conversation) {
    events.push(event);
    if (event.kind === 'question') onQuestion(event.number);
  }
  return events;
}

describe('a platform with keys', () => {
  const rookeryCommand = (key: string, ...words: string[]) =>
    new Command(words, { ROOKERY_ADDRESS: platform.address, ROOKERY_API_KEY: key }, 'tired\n').finished();

  it.each([KEY, OPERATOR_KEY])(
    'lists its models and answers for a key of either kind: %s',
    async (key) => {
      const models = await rookeryCommand(key, 'models');
      expect(models).toMatchObject({ exit: 0, stdout: expect.stringContaining('sim/gpt-4o') as unknown });
      const asked = await rookeryCommand(key, 'ask', ASKING.query, '--max-questions', '1');
      expect({ exit: asked.exit, stdout: asked.stdout }).toMatchObject({
        exit: 0,
        stdout: expect.stringMatching(/simulated/i) as unknown,
      });
    },
    120_000,
  );

  it('does not start with application keys alone, and says why before it starts anything', async () => {
    const folder = join(platform.folder, 'another');
    const variables = { ROOKERY_API_KEYS: KEY, ROOKERY_OPERATOR_KEYS: '', ROOKERY_DATA: folder };
    const { exit, stderr } = await new Command(['up', '--port', '0'], variables).finished();
    expect(exit).toBe(78);
    expect(stderr).toMatch(/ROOKERY_API_KEYS.*ROOKERY_OPERATOR_KEYS is not set/);
    expect(stderr).not.toContain(KEY);
  }, 60_000);
});

describe('the TypeScript client', () => {
  it('says what is wrong with a call, by field and limit, and who may not call', async () => {
    const wrong = talk(rookery.agent.converse({ ...ASKING, maxQuestions: 65 }), () => undefined);
    await expect(wrong).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'start.max_questions', description: expect.stringContaining('64') as unknown }],
    });
    using stranger = new Rookery({ address: platform.address, apiKey: 'another-key' });
    await expect(stranger.planner.listPlanners({})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('holds a conversation through a crash of the planner service, and repeats no question', async () => {
    const conversation = rookery.agent.converse({ ...ASKING, completenessThreshold: 5, reading: 'literal' });
    const events = await talk(conversation, (number) => {
      if (number === 2) {
        platform.kill('planner');
        conversation.decline();
      } else conversation.reply('Not well');
    });
    const questions = events.filter((event) => event.kind === 'question');
    const attributes = questions.map(({ attribute }) => attribute);
    expect(questions.map(({ number }) => number)).toEqual([1, 2, 3]);
    const [last] = events.filter((event) => event.kind === 'answer');
    expect(last?.answer).toMatchObject({ asked: attributes, declined: [attributes[1]] });
    const pieces = events.flatMap((event) => (event.kind === 'piece' ? [event.text] : []));
    expect(pieces.join('')).toBe(last?.answer.text);

    const names: string[] = [];
    for await (const { name } of rookery.agent.sessions()) names.push(name);
    expect(names).toContain(conversation.session);
    const again = await talk(rookery.agent.resume(conversation.session ?? ''), () => undefined);
    expect(again).toMatchObject([{ kind: 'answer', answer: { text: last?.answer.text } }]);
    await rookery.agent.deleteSession(conversation.session ?? '');
    const gone = talk(rookery.agent.resume(conversation.session ?? ''), () => undefined);
    await expect(gone).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }, 120_000);

  it('ends quietly at the end of input', async () => {
    const words = [join(EXAMPLES, 'typescript-client/ask.ts'), ASKING.query];
    const child = spawn(process.execPath, words, {
      env: childEnvironment({ ROOKERY_ADDRESS: platform.address, ROOKERY_API_KEY: KEY }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
    expect(stdout).toMatch(/\(asked for: /);
  }, 60_000);

  it('is what the example says', async () => {
    const variables = { ROOKERY_ADDRESS: platform.address, ROOKERY_API_KEY: KEY };
    const words = [join(EXAMPLES, 'typescript-client/ask.ts'), ASKING.query];
    const { exit, stdout, stderr } = await dialogue(process.execPath, words, ['tired', 'alone'], variables);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toMatch(/> .*SIMULATED.*\(asked for: \w+/is);
  }, 60_000);
});

describe('the example of a benchmark', () => {
  it('imports, runs, watches and reports', async () => {
    const rows = join(platform.folder, 'rows.jsonl');
    await writeFile(rows, ROWS);
    const variables = { ROOKERY_ADDRESS: platform.address, ROOKERY_API_KEY: KEY };
    const words = [join(EXAMPLES, 'typescript-client/benchmark.ts'), rows];
    const { exit, stdout, stderr } = await dialogue(process.execPath, words, [], variables);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toMatch(/^1 new, .*^2\/2$.*^succeeded$.*SIMULATED.*agent: \d\.\d\d of 5, 1 scored$/ms);
  }, 120_000);
});

(pythonIsMissing() ? describe.skip : describe)(
  'the Python client (needs Python 3.10 with venv and pip)',
  () => {
    let python: string;

    beforeAll(async () => {
      const example = join(EXAMPLES, 'python-client');
      await cp(join(example, 'client.py'), join(platform.folder, 'client.py'));
      python = await installedPython(platform.folder, ['-r', join(example, 'requirements.txt')]);
      await run(python, [join(example, 'generate_stubs.py'), join(platform.folder, 'generated')]);
    }, 300_000);

    const client = (...words: string[]) => {
      const options = ['--address', platform.address, ...words];
      return dialogue(python, [join(platform.folder, 'client.py'), ASKING.query, ...options], ['tired', '']);
    };

    it('lists planners and holds a conversation', async () => {
      const { exit, stdout, stderr } = await client('--api-key', KEY, '--model', ASKING.model);
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
      expect(stdout).toMatch(/^planners: .*path-kg/);
      expect(stdout).toMatch(/> .*\(asked for: \w+.*; simulated: True\)/s);
    }, 60_000);

    it('imports, runs, watches and reports', async () => {
      const rows = join(platform.folder, 'rows.jsonl');
      await writeFile(rows, ROWS);
      await cp(join(EXAMPLES, 'python-client/benchmark.py'), join(platform.folder, 'benchmark.py'));
      const options = ['--address', platform.address, '--api-key', KEY, '--data-set', 'of-python'];
      const words = [join(platform.folder, 'benchmark.py'), rows, ...options];
      const { exit, stdout, stderr } = await dialogue(python, words, []);
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
      expect(stdout).toMatch(
        /^1 new, .*^2\/2$.*JOB_STATE_SUCCEEDED.*STATUS_AGENT: \d\.\d\d of 5, 1 scored/ms,
      );
    }, 120_000);

    it('fails with a reason', async () => {
      const { exit, stderr } = await client('--api-key', 'another-key');
      expect({ exit, stderr }).toEqual({ exit: 1, stderr: 'UNAUTHENTICATED: the API key is not known\n' });
    }, 60_000);
  },
);
