import { setTimeout as sleep } from 'node:timers/promises';
import { between, oneOf } from '../random.ts';
import type { Play, StagedScenario } from '../scenario.ts';
import { disturbedRun } from './disturbed-run.ts';

/** What is done to PostgreSQL, and undone. */
const FAULTS: Readonly<Record<string, (play: Play) => Promise<void>>> = {
  'stopped for a while': async ({ stage: { postgres }, random }) => {
    await postgres.stop('fast');
    await sleep(between(500, 5000, random));
    await postgres.launch();
  },
  killed: async ({ stage: { postgres } }) => {
    await postgres.stop('killed');
    await postgres.launch();
  },
  'its connections cut': ({ stage: { postgres } }) => postgres.cutConnections(),
  'read-only': async ({ stage: { postgres }, random }) => {
    await postgres.say('ALTER SYSTEM SET default_transaction_read_only = on', 'SELECT pg_reload_conf()');
    await sleep(between(500, 4000, random));
    await postgres.say(
      'SET default_transaction_read_only = off',
      'ALTER SYSTEM RESET default_transaction_read_only',
      'SELECT pg_reload_conf()',
    );
  },
  'without a connection left': async ({ stage: { postgres }, random }) => {
    // Those that the services hold already stay theirs, so they are cut first.
    await postgres.cutConnections();
    await postgres.exhaust(between(500, 4000, random));
  },
};

export const database: StagedScenario = {
  name: 'database',
  says: 'PostgreSQL is stopped, killed, read-only, out of connections, or drops them, at random points of a run',
  times: 20,
  play: (play) =>
    disturbedRun(play, {
      disturb: async (at) => {
        const fault = oneOf(Object.keys(FAULTS), at.random);
        at.stage.disturbances += 1;
        at.say(`PostgreSQL: ${fault}`);
        await FAULTS[fault]?.(at);
      },
    }),
};
