import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { refuseForeign } from './foreign.ts';

const ORIGINS = ['http://localhost:3000'];
const asked = (headers: Record<string, string>) => () =>
  refuseForeign({ headers } as unknown as IncomingMessage, ORIGINS);

describe('a request without a key', () => {
  it.each([
    { host: 'localhost:7605' },
    { host: '127.0.0.1:7605' },
    { host: '[::1]:7605' },
    { host: 'localhost', origin: 'http://localhost:3000' },
  ])('is answered: %j', (headers) => {
    expect(asked(headers as Record<string, string>)).not.toThrow();
  });

  it.each([
    { host: 'attacker.example:7605' },
    { host: 'attacker.example', origin: 'http://localhost:3000' },
    { host: 'localhost.attacker.example' },
    { host: '' },
    {},
    { host: 'localhost:7605', origin: 'https://attacker.example' },
    { host: 'localhost:7605', origin: 'null' },
  ])('is refused: %j', (headers) => {
    expect(asked(headers as Record<string, string>)).toThrow(
      expect.objectContaining({ code: 'PERMISSION_DENIED' }),
    );
  });
});

describe('a request with a key', () => {
  it('may come by any name, as behind a proxy: no page knows the key', () => {
    const key = { authorization: 'Bearer a-key-of-a-team' };
    expect(asked({ host: 'chat.example.org', origin: 'https://chat.example.org', ...key })).not.toThrow();
  });
});
