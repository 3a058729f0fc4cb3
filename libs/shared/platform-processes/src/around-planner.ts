import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { freePort } from '@rookery/shared-runtime';
import { ServiceProcess } from './service-process.ts';

/** What a planner or an agent needs around it. */
export interface AroundPlanner {
  readonly database: Database;
  /** By which a planner finds all of it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Closes it, after what is opened later. */
  readonly opened: AsyncDisposableStack;
}

/** What a test says of it. */
export interface AroundPlannerOptions {
  /** Variables of the inference worker; not set: simulated models that answer at once. */
  readonly worker?: Readonly<Record<string, string>>;
  /** Start a judge, which planning needs and conversations do not. */
  readonly judge: boolean;
}

/** Starts gateway, inference worker and judge, each a process on a socket of its own, over one test database. */
export async function startAroundPlanner({
  worker = {},
  judge,
}: AroundPlannerOptions): Promise<AroundPlanner> {
  const opened = new AsyncDisposableStack();
  try {
    const database = opened.adopt(await testDatabase(), (open) => open.close());
    const [gatewayPort, judgePort] = [await freePort(), await freePort()];
    const variables = {
      DATABASE_URL: database.connectionString,
      // The same paths are found wherever the tests run.
      ROOKERY_EMBEDDER: 'lexical',
      ROOKERY_GATEWAY_ADDRESS: `127.0.0.1:${gatewayPort}`,
      ROOKERY_JUDGE_ADDRESS: `127.0.0.1:${judgePort}`,
    };
    const start = (name: string, more: Readonly<Record<string, string>>): ServiceProcess =>
      opened.adopt(new ServiceProcess(name, { ...variables, ...more }), (child) => child.kill());
    const processes = [
      start('gateway', { ROOKERY_PORT: String(gatewayPort) }),
      start('inference-worker', worker),
      ...(judge ? [start('judge', { ROOKERY_PORT: String(judgePort) })] : []),
    ];
    await Promise.all(processes.map(({ address }) => address));
    return { database, variables, opened };
  } catch (caught) {
    await opened.disposeAsync();
    throw caught;
  }
}
