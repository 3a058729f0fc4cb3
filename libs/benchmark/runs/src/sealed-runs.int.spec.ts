import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sealDatabase, type SealedDatabase } from '@rookery/benchmark-storage/testing';
import { ScriptedRuns } from './testing/scripted-runs.ts';

let runs: ScriptedRuns;
let keys: SealedDatabase;
beforeAll(async () => {
  runs = await ScriptedRuns.start(5, async (database) => {
    keys = await sealDatabase(database);
    return keys.contents;
  });
}, 60_000);
afterAll(async () => {
  await runs.close();
  await keys.close();
});

it('a run over sealed scenarios asks what they ask, and its answers are sealed', async () => {
  const asked: string[] = [];
  const { generate } = runs.script;
  runs.script.generate = (request, options) => {
    asked.push(JSON.stringify(request.messages));
    return generate(request, options);
  };
  const run = await runs.ended(await runs.create({ repetitions: 2 }));
  expect(run).toMatchObject({ state: 'succeeded', progress: { samplesDone: 10 } });
  for (let number = 0; number < 5; number += 1)
    expect(asked.filter((words) => words.includes(`Question ${number}?`))).toHaveLength(2);
  const results = await runs.results(run);
  expect(results).toHaveLength(10);
  for (const { response, state } of results)
    expect([state, response]).toEqual(['scored', expect.stringMatching(/./)]);
  const { rows } = await runs.database.pool.query(
    "SELECT FROM benchmark.answer WHERE response <> '' OR sealed IS NULL OR refers IS NULL",
  );
  expect(rows).toEqual([]);
});
