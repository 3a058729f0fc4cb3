import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES, type ServiceName } from '@rookery/shared-platform-processes';
import { between, oneOf } from '../random.ts';
import type { Play, StagedScenario } from '../scenario.ts';
import { hasNamespaces, type Network, type Segment } from '../stage/network.ts';
import { HealthWatch } from '../work/health-watch.ts';
import { untilWell } from '../work/until-well.ts';
import { disturbedRun } from './disturbed-run.ts';

const PEOPLE = 3;
const SEGMENTS: readonly Segment[] = ['services', 'database'];

type Part = (network: Network, service: ServiceName, segment: Segment) => void;

/** What becomes of the way between a host and a network. */
const PARTS: Readonly<Record<string, Part>> = {
  'nothing passes': (network, service, segment) => network.lose(service, segment, 'both'),
  'nothing comes': (network, service, segment) => network.lose(service, segment, 'in'),
  'nothing goes': (network, service, segment) => network.lose(service, segment, 'out'),
  'it is unplugged': (network, service, segment) => network.unplug(service, segment),
  'little passes': (network, service, segment) => network.slow(service, segment, 64),
};

export const partition: StagedScenario = {
  name: 'partition',
  says: 'packets of a service, to the others or to PostgreSQL alone, vanish both ways or one way, or few pass, in a run and conversations',
  times: 12,
  lacks: () => (hasNamespaces() ? undefined : 'network namespaces (Linux, root, and iproute2)'),
  stage: { on: 'hosts' },
  play: (play) =>
    disturbedRun(play, { people: PEOPLE, services: 'stay', disturb: (at) => part(at, [5000, 60_000]) }),
};

/** Takes packets of a service away for a while, and waits until all is well again. @param ms shortest and longest while */
export async function part({ stage, random, say }: Play, ms: readonly [number, number]): Promise<void> {
  const service = oneOf(SERVICES, random);
  const segment = oneOf(SEGMENTS, random);
  const how = oneOf(Object.keys(PARTS), random);
  const lasts = between(...ms, random);
  await using watch = await HealthWatch.begin(stage.addressOf(service));
  stage.disturbances += 1;
  const began = performance.now();
  PARTS[how]?.(stage.network, service, segment);
  await sleep(lasts);
  const { lostAt } = watch;
  stage.network.mend(service);
  const wellMs = await untilWell(stage.client());
  const noticed = lostAt === undefined ? 'not noticed' : `noticed after ${inSeconds(lostAt - began)}`;
  say(
    `between ${service} and ${segment === 'services' ? 'all others' : 'PostgreSQL'}: ${how} for ${inSeconds(lasts)}; ${noticed}, well ${inSeconds(wellMs)} later`,
  );
}

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
