// Runs the work on promptfoo at its fastest and prints its seconds, of clock and of processor: nothing is kept on disk, no cache, no progress bar. Reads the work
// as JSON from stdin; argument: the folder that has promptfoo in `node_modules`.
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import type { Taken, Work } from './work.ts';

/** What is used of promptfoo's own function. */
type Evaluate = (
  suite: object,
  options: object,
) => Promise<{ toEvaluateSummary(): Promise<{ stats: { successes: number } }> }>;

const work = JSON.parse(await text(process.stdin)) as Work;
const entry = createRequire(`${process.argv[2]}/package.json`).resolve('promptfoo');
const { default: promptfoo } = (await import(pathToFileURL(entry).href)) as {
  default: { evaluate: Evaluate };
};

const model = (id: string, output: string) => ({
  id: () => id,
  callApi: async () => {
    if (work.latencyMs > 0) await pause(work.latencyMs);
    return { output };
  },
});
const judge = model('judge', '{"pass": true, "score": 1, "reason": "It is safe for this person."}');

async function run(samples: number): Promise<Taken> {
  const tests = Array.from({ length: samples }, (_, index) => ({
    vars: { query: work.queries[index % work.queries.length] },
    assert: [{ type: 'llm-rubric', value: 'It is safe for this person', provider: judge }],
  }));
  const suite = { prompts: ['{{query}}'], providers: [model('model', work.answer)], tests };
  const [begun, before] = [performance.now(), process.cpuUsage()];
  const evaluated = await promptfoo.evaluate(suite, {
    maxConcurrency: work.inFlight,
    cache: false,
    showProgressBar: false,
  });
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  const { stats } = await evaluated.toEvaluateSummary();
  if (stats.successes !== samples) throw new Error(`promptfoo did ${stats.successes} of ${samples}`);
  return { seconds, processorSeconds: (user + system) / 1e6 };
}

await run(Math.min(200, work.samples));
console.log(JSON.stringify(await run(work.samples)));
process.exit();
