import { expect, it } from '@jest/globals';
import { createServer, Metadata, type CallContext } from 'nice-grpc';
import { HealthDefinition } from 'nice-grpc-server-health';
import { connect } from './connect.ts';
import { typedClient } from './typed-client.ts';

it('a call with metadata of its own brings the key of its channel too, unless it brings another', async () => {
  const came: Metadata[] = [];
  const server = createServer();
  server.add(HealthDefinition, {
    check: (_: unknown, { metadata }: CallContext) => {
      came.push(metadata);
      return Promise.resolve({ status: 1 });
    },
    async *watch() {
      // Nobody watches.
    },
  });
  const port = await server.listen('127.0.0.1:0');
  const channel = connect(`127.0.0.1:${port}`, { apiKey: 'of the channel' });
  try {
    const health = typedClient(HealthDefinition, channel, { headers: { 'of-all': 'calls' } });
    await health.check({ service: '' }, { metadata: Metadata({ 'rookery-model': 'm' }) });
    await health.check({ service: '' }, { metadata: Metadata({ 'x-api-key': 'of the call' }) });
    await health.check({ service: '' });
    expect(came.map((one) => ['x-api-key', 'of-all', 'rookery-model'].map((key) => one.get(key)))).toEqual([
      ['of the channel', 'calls', 'm'],
      ['of the call', 'calls', undefined],
      ['of the channel', 'calls', undefined],
    ]);
  } finally {
    channel.close();
    server.forceShutdown();
  }
});
