// Unary echo through the gateway, against the same server asked directly and through nginx when it is installed: 64
// calls in flight on 4 connections. And through a gateway with keys in its database, with all that a key costs (look-up, authorisation,
// audit trail), against the one that has none. Server, gateway and caller are processes of their own; the ways are measured in
// turn, several rounds back to back, and the median of the rounds' ratios is printed, so that what else the machine
// does falls on all of them.
import { KeyStore, migrateKeys } from '@rookery/gateway-keys';
import { testDatabase } from '@rookery/shared-database/testing';
import { freePort } from '@rookery/shared-runtime';
import type { LoadOrder, LoadResult } from './gateway/load.ts';
import { nginxInstalled, startNginx, type Nginx } from './gateway/nginx.ts';
import { listening, nextMessage, startProcess, stopProcess } from './gateway/processes.ts';

const ROUNDS = 7;
const LOAD = { connections: 4, inFlight: 64, warmUpMs: 500, measureMs: 2000 };

type Way = 'direct' | 'gateway' | 'keys' | 'nginx';

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const echo = startProcess('./echo-server.ts');
const caller = startProcess('./load.ts');
const { port: echoPort } = await nextMessage<{ port: number }>(echo);
const ports: Partial<Record<Way, number>> = {
  direct: echoPort,
  gateway: await freePort(),
  keys: await freePort(),
};
const databases = [await testDatabase(), await testDatabase()] as const;
await migrateKeys(databases[1]);
const { key } = await new KeyStore(databases[1]).create({ tenant: 'bench', roles: ['run'] });
const variables = {
  ROOKERY_HOST: '127.0.0.1',
  ROOKERY_BENCHMARK_ADDRESS: `127.0.0.1:${echoPort}`,
  ROOKERY_API_KEYS: '',
  ROOKERY_OPERATOR_KEYS: '',
  ROOKERY_LOG_LEVEL: 'error',
};
const gateways = ([ports.gateway, ports.keys] as const).map((port, index) =>
  startProcess('../../../apps/gateway/src/main.ts', {
    ...variables,
    ROOKERY_PORT: String(port),
    DATABASE_URL: databases[index]?.connectionString ?? '',
  }),
);
let nginx: Nginx | undefined;
if (nginxInstalled()) {
  ports.nginx = await freePort();
  nginx = startNginx(ports.nginx, echoPort);
} else console.error('nginx is not installed: measured against direct only');
async function measure(way: Way, port: number): Promise<number> {
  const answer = nextMessage<LoadResult>(caller);
  caller.send({ ...LOAD, port, apiKey: way === 'keys' ? key : undefined } satisfies LoadOrder);
  const { requestsPerSecond, failed } = await answer;
  if (failed > 0) throw new Error(`${failed} calls failed`);
  return requestsPerSecond;
}

const rates: Record<Way, number[]> = { direct: [], gateway: [], keys: [], nginx: [] };
try {
  await Promise.all(Object.values(ports).map(listening));
  // The first round only warms the processes up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [way, port] of Object.entries(ports) as [Way, number][]) {
      const rate = await measure(way, port);
      if (round > 0) rates[way].push(rate);
      console.error(`round ${round} of ${ROUNDS}: ${way} ${Math.round(rate)} requests/s`);
    }
  }
} finally {
  // nginx would outlive a bench that fails.
  await Promise.all([echo, caller, ...gateways].map(stopProcess));
  for (const database of databases) await database.close();
  await nginx?.close();
}

/** How much of another way's rate one has, by the median of the rounds. */
function say(way: Way, baseline: Way): void {
  if (rates[baseline].length === 0) return;
  const ratios = rates[way].map((rate, round) => rate / (rates[baseline][round] ?? NaN));
  console.log(
    JSON.stringify({
      bench: 'gateway',
      metric: way === 'keys' ? 'requests_per_second_with_keys' : 'requests_per_second',
      value: Math.round(median(rates[way])),
      unit: 'requests/s',
      baseline,
      ratio: Math.round(median(ratios) * 1000) / 1000,
    }),
  );
}

say('gateway', 'direct');
say('gateway', 'nginx');
say('keys', 'gateway');
