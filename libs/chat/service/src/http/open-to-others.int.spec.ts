import { afterEach, describe, expect, it } from '@jest/globals';
import { AgentAndFront } from '../testing/agent-and-front.ts';

let front: AgentAndFront | undefined;
afterEach(() => front?.close());

const KEY = { headers: { authorization: 'Bearer a-key-of-a-team' } };
const ASKED = { messages: [{ role: 'user' as const, content: 'How can I sleep?' }] };

describe('a chat service that other machines reach', () => {
  it('answers nobody as long as the gateway asks nobody for a key', async () => {
    front = await AgentAndFront.start({ ROOKERY_HOST: '0.0.0.0' });
    for (const init of [{}, KEY]) {
      expect((await front.post(ASKED, init)).status).toBeGreaterThanOrEqual(400);
      expect((await fetch(`http://${front.address}/v1/models`, init)).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('answers those whose key opens the gateway', async () => {
    front = await AgentAndFront.start({ ROOKERY_HOST: '0.0.0.0' });
    // A token of an issuer is much longer than a key.
    const token = `eyJh.${'a'.repeat(3_000)}.c`;
    front.keys = new Set(['a-key-of-a-team', token]);
    expect((await fetch(`http://${front.address}/v1/models`, KEY)).status).toBe(200);
    const bearer = { headers: { authorization: `Bearer ${token}` } };
    expect((await fetch(`http://${front.address}/v1/models`, bearer)).status).toBe(200);
    const wrong = { headers: { authorization: 'Bearer another-key' } };
    for (const init of [{}, wrong]) {
      expect((await fetch(`http://${front.address}/v1/models`, init)).status).toBe(401);
    }
  });
});

describe('a chat service on loopback', () => {
  it('answers no page that another name, or another origin, has led to it without a key', async () => {
    front = await AgentAndFront.start({ ROOKERY_CHAT_ORIGINS: 'http://localhost:3000' });
    const models = (headers: Record<string, string>) =>
      fetch(`http://${front?.address}/v1/models`, { headers }).then(({ status }) => status);
    expect(await models({})).toBe(200);
    expect(await models({ origin: 'http://localhost:3000' })).toBe(200);
    expect(await models({ origin: 'https://attacker.example' })).toBe(403);
    expect(await models({ origin: 'https://attacker.example', ...KEY.headers })).toBe(200);
  });
});
