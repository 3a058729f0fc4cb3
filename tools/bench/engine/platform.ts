/** All services as processes of their own on a new folder, for the engine bench. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BenchmarkServiceDefinition } from '@rookery/shared-contracts';
import { childEnvironment, connect, servingCheck } from '@rookery/shared-service';
import { freePort } from '../gateway/processes.ts';

const SERVICES = ['gateway', 'inference-worker', 'judge', 'planner', 'benchmark'] as const;
type ServiceName = (typeof SERVICES)[number];

const READY_MS = 120_000;

export interface BenchPlatform {
  /** host:port */
  address(service: ServiceName): string;
  stop(): Promise<void>;
}

/** Starts everything and waits until the benchmark service serves. */
export async function startPlatform(variables: Readonly<Record<string, string>>): Promise<BenchPlatform> {
  const folder = await mkdtemp(join(tmpdir(), 'rookery-engine-'));
  const ports = new Map<ServiceName, number>();
  for (const service of SERVICES) ports.set(service, await freePort());
  const address = (service: ServiceName): string => `127.0.0.1:${ports.get(service) ?? 0}`;
  const children = SERVICES.map((service): ChildProcess => {
    const main = fileURLToPath(new URL(`../../../apps/${service}/src/main.ts`, import.meta.url));
    return fork(main, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: childEnvironment({
        ROOKERY_DATA: folder,
        ROOKERY_LOG_LEVEL: 'error',
        ROOKERY_PORT: String(ports.get(service)),
        ROOKERY_GATEWAY_ADDRESS: address('gateway'),
        ROOKERY_BENCHMARK_ADDRESS: address('benchmark'),
        ROOKERY_JUDGE_ADDRESS: address('judge'),
        ROOKERY_PLANNER_ADDRESS: address('planner'),
        ...variables,
      }),
    });
  });
  const stop = async (): Promise<void> => {
    // Gracefully: the last one out stops the database server.
    await Promise.all(children.map(ended));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await serving(address('benchmark'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, stop };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function serving(address: string): Promise<void> {
  const channel = connect(address);
  const benchmark = servingCheck(channel, BenchmarkServiceDefinition.fullName);
  const end = Date.now() + READY_MS;
  try {
    for (;;) {
      try {
        await benchmark.check(AbortSignal.timeout(5000));
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
        await sleep(200);
      }
    }
  } finally {
    channel.close();
  }
}
