import { importOwnScenarios, OWN_SCENARIOS } from '@rookery/benchmark-datasets/testing';
import { Rookery } from '@rookery/shared-client';
import {
  ComparisonServiceDefinition,
  JobState,
  PersonServiceDefinition,
  PriorQuality,
  Status,
} from '@rookery/shared-contracts';
import { converse, eventually } from '@rookery/shared-platform-processes';
import { failing, vllm } from '@rookery/shared-scripted-model-server';
import { SERVED, type WatchedPlatform } from './watched-platform.ts';

const SIMULATED = 'sim/gpt-4o';
const DATA_SET = 'dataSets/watched';
const WELL = vllm({ model: SERVED, prioritises: true });
/** As a judge it gives no verdict that can be read. */
const WORDY = vllm({ model: SERVED, prioritises: true, says: 'That depends on many things.' });

/** Everything that a platform counts, done once: what goes well, what is refused, and what fails. */
export async function doOneRound(platform: WatchedPlatform, round: number): Promise<void> {
  await using rookery = new Rookery({ address: platform.address });
  platform.models.behave(WELL);
  await importOwnScenarios(rookery.scenarios, DATA_SET);
  await run(rookery, SIMULATED);
  platform.models.behave(WORDY);
  await run(rookery, SERVED);
  platform.models.behave(WELL);
  await talks(rookery, platform, round);
  await plans(rookery, round);
  await refusals(rookery, platform);
  await failures(platform);
  await erasure(rookery, round);
  await platform.command(['contents', 'rotate']);
}

async function run(rookery: Rookery, judgeModel: string): Promise<void> {
  const { run: made } = await rookery.runs.createRun({
    spec: {
      filter: { dataSet: DATA_SET },
      models: [SIMULATED],
      statuses: [Status.VANILLA, Status.CONTEXT_RICH, Status.AGENT],
      repetitions: 1,
      judgeModel,
      concurrency: 8,
    },
  });
  const name = made?.name ?? '';
  await eventually(`the end of ${name}`, async () => {
    const { run: seen } = await rookery.runs.getRun({ name });
    return seen?.state !== JobState.PENDING && seen?.state !== JobState.RUNNING;
  });
}

async function talks(rookery: Rookery, platform: WatchedPlatform, round: number): Promise<void> {
  for (const { query } of OWN_SCENARIOS.slice(0, 3)) await converse(rookery, { query, model: SIMULATED });
  for (const words of ['May I fast this week?', 'I want to kill myself tonight.']) {
    const response = await chat(platform, SERVED, words, `person-${round}`);
    if (!response.ok) throw new Error(await response.text());
  }
}

function chat(platform: WatchedPlatform, model: string, words: string, user = ''): Promise<Response> {
  return fetch(`${platform.openAi}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model,
      messages: [{ role: 'user', content: words }],
      ...(user !== '' && { user }),
    }),
  });
}

async function plans(rookery: Rookery, round: number): Promise<void> {
  const world = { settingsJson: '', seed: round, prior: PriorQuality.GOOD };
  await Array.fromAsync(rookery.planner.plan({ world, options: { depth: 3, budget: 30 } }));
  const [one] = OWN_SCENARIOS;
  const models = { answerModel: SIMULATED, judgeModel: SIMULATED };
  await Array.fromAsync(
    rookery.planner.plan({
      query: one?.query ?? '',
      profile: { values: { age: '30', profession: 'keeper of a lighthouse' } },
      options: { planner: 'path-kg', ...models, depth: 2, budget: 6 },
    }),
  );
  const comparisons = rookery.service(ComparisonServiceDefinition);
  const { comparison } = await comparisons.comparePlanners({
    spec: {
      contenders: [{ planner: 'random' }],
      checkpoints: [1],
      live: { ...models, depth: 2, replicates: 1 },
    },
    queries: OWN_SCENARIOS.slice(0, 2).map(({ query }) => ({
      query,
      profile: { values: { age: '30', gender: 'Other' } },
    })),
  });
  await Array.fromAsync(comparisons.watchComparison({ name: comparison?.name ?? '' }));
}

/** Calls and requests for what is not there. */
async function refusals(rookery: Rookery, platform: WatchedPlatform): Promise<void> {
  const ended = await rookery.runs.getRun({ name: 'runs/00000000-0000-0000-0000-000000000000' }).then(
    () => 'OK',
    ({ code }: { code: string }) => code,
  );
  if (ended !== 'NOT_FOUND') throw new Error(`a run that is not there ended with ${ended}`);
  const { status } = await chat(platform, 'nobody', 'May I?');
  if (status !== 404) throw new Error(`a model that is not there was answered with ${status}`);
}

/** A model server that refuses. */
async function failures(platform: WatchedPlatform): Promise<void> {
  platform.models.behave(failing(400, { message: 'no' }));
  const { ok } = await chat(platform, SERVED, 'Will it fail?');
  if (ok) throw new Error('a model server that refuses was heard');
  platform.models.behave(WELL);
}

async function erasure(rookery: Rookery, round: number): Promise<void> {
  const people = rookery.service(PersonServiceDefinition);
  const { erasure: begun } = await people.erasePerson({ person: { endUser: `person-${round}` } });
  await Array.fromAsync(people.watchErasure({ name: begun?.name ?? '' }));
}
