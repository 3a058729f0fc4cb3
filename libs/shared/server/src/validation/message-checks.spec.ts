import { describe, expect, it } from '@jest/globals';
import * as contracts from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { contractFiles } from '@rookery/shared-runtime';
import { checkMessage } from './message-checks.ts';

function violations(typeName: string, message: object): Record<string, string> {
  try {
    checkMessage(typeName, message);
    return {};
  } catch (error) {
    if (!(error instanceof RookeryError)) throw error;
    expect(error.code).toBe('INVALID_ARGUMENT');
    return Object.fromEntries(error.violations.map(({ field, description }) => [field, description]));
  }
}

const GENERATE = 'rookery.inference.v1.GenerateRequest';
const generate = (parts: object): object =>
  contracts.GenerateRequest.fromPartial({
    model: 'm',
    purpose: contracts.Purpose.JUDGE,
    messages: [{ role: contracts.Role.USER, content: 'hello' }],
    ...parts,
  });
const JUDGE = 'rookery.judge.v1.JudgeRequest';
const judge = (parts: object): object =>
  contracts.JudgeRequest.fromPartial({ judgeModel: 'm', query: 'q', response: 'r', profile: {}, ...parts });

describe('the limits of a contract', () => {
  it('let a good message pass', () => {
    expect(violations(GENERATE, generate({}))).toEqual({});
    expect(violations(JUDGE, judge({ profile: { values: { age: '25-34' } } }))).toEqual({});
  });

  it('name every wrong field with value and limit', () => {
    expect(
      violations(
        GENERATE,
        generate({ model: '', purpose: 0, temperature: 3, topP: -0.1, maxOutputTokens: 0, messages: [] }),
      ),
    ).toEqual({
      model: 'is not set, a value is required',
      purpose: expect.stringMatching(/^is not set, allowed: one of PURPOSE_ANSWER, PURPOSE_JUDGE/),
      messages: 'is not set, a value is required',
      temperature: 'is 3, allowed: from 0 to 2',
      top_p: 'is -0.1, allowed: from 0 to 1',
      max_output_tokens: 'is 0, allowed: from 1 to 131072',
    });
  });

  it('refuse what is not a number', () => {
    expect(violations(GENERATE, generate({ temperature: NaN }))).toHaveProperty('temperature');
  });

  it('spell the way into lists, messages, maps and oneofs', () => {
    const wrong = [
      { role: contracts.Role.USER, content: '' },
      { role: 9, content: 'x'.repeat(400_001) },
    ];
    expect(violations(GENERATE, generate({ messages: wrong }))).toEqual({
      'messages[1].role': expect.stringContaining('is 9, allowed: one of ROLE_SYSTEM'),
      'messages[1].content': 'has 400001 characters, at most 400000 allowed',
    });
    expect(violations(JUDGE, judge({ profile: { values: { age: '', 'not a key': '' } } }))).toEqual({
      'profile.values["age"]': 'has 0 characters, at least 1 required',
      'profile.values[#1]': 'has 0 characters, at least 1 required',
    });
    const worker = contracts.Worker.fromPartial({
      id: 'w',
      address: 'nowhere',
      models: [{ id: '' }],
      capacity: 1,
    });
    expect(violations('rookery.inference.v1.RegisterWorkerRequest', { worker })).toEqual({
      'worker.address': 'is "nowhere", allowed: host:port',
      'worker.models[0].id': 'is not set, a value is required',
    });
  });

  it('count characters as people do', () => {
    const limit = 200;
    expect(violations(GENERATE, generate({ requestId: '🦆'.repeat(limit) }))).toEqual({});
    expect(violations(GENERATE, generate({ requestId: '🦆'.repeat(limit + 1) }))).toEqual({
      request_id: 'has 201 characters, at most 200 allowed',
    });
  });

  it('never repeat what a person said', () => {
    const canary = 'canary '.repeat(5_000);
    const values = Object.fromEntries([
      ['age', canary],
      ['canary and words', canary],
    ]);
    const found = violations(JUDGE, judge({ query: canary, profile: { values } }));
    expect(Object.keys(found)).toHaveLength(3);
    expect(JSON.stringify(found)).not.toContain('canary');
  });

  it('let no text hold U+0000, wherever it stands', () => {
    const wrong = 'which no text may hold';
    const messages = [{ role: contracts.Role.USER, content: 'CANARY\0 and more' }];
    expect(violations(GENERATE, generate({ requestId: 'a\0', messages }))).toEqual({
      request_id: `holds U+0000 after 1 characters, ${wrong}`,
      'messages[0].content': `holds U+0000 after 6 characters, ${wrong}`,
    });
    const values = { age: '25\0', 'a\0b': 'x' };
    expect(violations(JUDGE, judge({ judgeModel: '\0', profile: { values } }))).toEqual({
      judge_model: `holds U+0000 after 0 characters, ${wrong}`,
      'profile.values["age"]': `holds U+0000 after 2 characters, ${wrong}`,
      'profile.values[#1]': `has a key with U+0000, ${wrong}`,
    });
  });

  it('list no more than a trailer can carry, and say how many there are', () => {
    const messages = Array.from({ length: 200 }, () => ({ role: 9 }));
    expect.assertions(2);
    try {
      checkMessage(GENERATE, generate({ messages }));
    } catch (error) {
      expect((error as RookeryError).violations).toHaveLength(16);
      expect((error as RookeryError).message).toMatch(/; and 196 more$/);
    }
  });
});

describe('the generated messages', () => {
  const types = new Map(
    Object.entries(contracts).filter((entry): entry is [string, { create(): object } & (typeof entry)[1]] => {
      const value: unknown = entry[1];
      return typeof value === 'object' && value !== null && 'fromPartial' in value;
    }),
  );
  const descriptors = [...contractFiles()].filter((one) => one.kind === 'message');
  const ours = descriptors.filter(({ name, typeName }) => typeName.startsWith('rookery.') && types.has(name));

  it('have the properties that the checks look for', () => {
    expect(ours.length).toBeGreaterThan(60);
    for (const descriptor of ours) {
      const names = descriptor.members.map(({ localName }) => localName);
      expect(Object.keys(types.get(descriptor.name)?.create() ?? {}).sort()).toEqual(names.sort());
    }
  });
});
