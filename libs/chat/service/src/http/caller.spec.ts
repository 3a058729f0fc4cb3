import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { PEER_KEY, SECRET_KEY } from '@rookery/shared-runtime';
import { gatewayHeaders } from './caller.ts';

const request = (headers: Record<string, string>) =>
  ({ headers, socket: { remoteAddress: '192.0.2.1' } }) as unknown as IncomingMessage;

describe('what a request brings to the gateway', () => {
  it('is its key and its address, shown by the secret of the platform', () => {
    expect(gatewayHeaders(request({ authorization: 'Bearer a-key' }), 'secret')).toEqual({
      'x-api-key': 'a-key',
      [SECRET_KEY]: 'secret',
      [PEER_KEY]: '192.0.2.1',
    });
    expect(gatewayHeaders(request({ 'x-api-key': 'a-key' }), undefined)).toEqual({ 'x-api-key': 'a-key' });
  });

  it('is nothing without a key: the secret alone would make it the platform', () => {
    const pretending = { [SECRET_KEY]: 'secret', [PEER_KEY]: '127.0.0.1' };
    expect(gatewayHeaders(request(pretending), 'secret')).toEqual({});
  });
});
