// node benchmark.ts FILE.jsonl: imports scenarios, runs a model on them, watches the run and prints its report.
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Rookery, RookeryError } from '@rookery/shared-client';
import { AbstentionForm, JobState, PathUse, Status, type Run } from '@rookery/shared-contracts';

const MODEL = 'sim/gpt-4o';
const DATA_SET = 'dataSets/example';
const LONGEST_PAUSE_MS = 20_000;

// A run takes as long as it takes.
await using rookery = new Rookery({
  address: process.env['ROOKERY_ADDRESS'],
  apiKey: process.env['ROOKERY_API_KEY'],
  timeoutMs: Infinity,
});

const lines = (await readFile(process.argv[2] ?? 'rows.jsonl', 'utf8')).split('\n');
const { accepted, duplicates, rejected } = await rookery.scenarios.importScenarios(rows());
console.log(`${accepted} new, ${duplicates} there already, ${rejected} rejected`);

const { run } = await rookery.runs.createRun({
  requestId: crypto.randomUUID(),
  spec: {
    filter: { dataSet: DATA_SET, domains: [], origins: [], split: 0 },
    limit: 0,
    models: [MODEL],
    statuses: [Status.VANILLA, Status.AGENT],
    repetitions: 1,
    judgeModel: MODEL,
    library: '',
    seed: 1,
    concurrency: 0,
    abstention: AbstentionForm.UNSPECIFIED,
    pathUse: PathUse.UNSPECIFIED,
  },
});
if (run === undefined) throw new Error('no run came back');
const ended = await watched(run.name);
console.log(ended.state === JobState.SUCCEEDED ? 'succeeded' : `not complete: ${ended.stateReason}`);

const { report } = await rookery.runs.getReport({ name: run.name });
console.log(report?.title);
for (const { model, status, mean, scored } of report?.rows ?? []) {
  console.log(
    `${model} ${status === Status.AGENT ? 'agent' : 'vanilla'}: ${mean?.value.toFixed(2)} of 5, ${scored} scored`,
  );
}

async function* rows() {
  const value = { requestId: crypto.randomUUID(), dataSet: DATA_SET };
  yield { event: { $case: 'header' as const, value } };
  for (const [index, json] of lines.entries()) {
    if (json.trim() === '') continue;
    const row = { number: index + 1, json, unreadable: '' };
    yield { event: { $case: 'rows' as const, value: { rows: [row] } } };
  }
}

/** Follows a run to its end, through lost streams: the run goes on without us. */
async function watched(name: string): Promise<Run> {
  for (let pauseMs = 1_000; ; pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)) {
    try {
      for await (const { run: now } of rookery.runs.watchRun({ name })) {
        pauseMs = 1_000;
        console.log(`${now?.samplesDone}/${now?.samplesTotal}`);
        if (now !== undefined && now.state > JobState.RUNNING) return now;
      }
    } catch (error) {
      if (!(error instanceof RookeryError) || !['UNAVAILABLE', 'INTERNAL', 'CANCELLED'].includes(error.code))
        throw error;
    }
    await pause(pauseMs);
  }
}
