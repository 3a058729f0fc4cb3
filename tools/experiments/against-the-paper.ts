// One run's report beside the paper's tables: scores by model and status (Tables 2 and 9) with what agent and planner gain, and questions
// asked (Tables 7 and 8), with mean absolute errors. Nothing of these rows but `vanilla` entered the simulation (docs/fidelity.md).
//
//     npx rookery run --models sim/gpt-4o,... --statuses vanilla,context-rich,agent,static,planner --library lib ...
//     node tools/experiments/against-the-paper.ts RUN
import { Rookery } from '@rookery/shared-client';
import { type ReportRow, Status } from '@rookery/shared-contracts';

interface Published {
  readonly vanilla: number;
  readonly agent: number;
  readonly planner: number;
  /** Mean questions without paths (Table 8) and with (Table 7). */
  readonly asked: number;
  readonly askedPlanned: number;
}

const PAPER: Readonly<Record<string, Published>> = {
  'sim/gpt-4o': { vanilla: 2.94, agent: 3.66, planner: 3.83, asked: 1.81, askedPlanned: 1.75 },
  'sim/deepseek-7b': { vanilla: 2.64, agent: 3.06, planner: 3.07, asked: 1.19, askedPlanned: 1.35 },
  'sim/mistral-7b': { vanilla: 2.55, agent: 3.07, planner: 3.22, asked: 3.44, askedPlanned: 3.37 },
  'sim/llama-3.1-8b': { vanilla: 3.15, agent: 3.55, planner: 4.06, asked: 1.91, askedPlanned: 2.06 },
  'sim/qwen-2.5-7b': { vanilla: 2.75, agent: 3.81, planner: 3.91, asked: 2.66, askedPlanned: 2.6 },
  'sim/qwq-32b': { vanilla: 3.13, agent: 4.22, planner: 4.55, asked: 4.68, askedPlanned: 4.98 },
};
/** Context-free to context-rich, over the benchmark. */
const WHOLE_PROFILE = 1.432;

const [name] = process.argv.slice(2);
if (name === undefined) throw new Error('the id of a run is missing');
await using rookery = new Rookery({
  address: process.env['ROOKERY_ADDRESS'],
  apiKey: process.env['ROOKERY_API_KEY'],
});
const { report } = await rookery.runs.getReport({ name: `runs/${name}` });
if (report === undefined) throw new Error('there is no report');
const rowOf = (model: string, status: Status): ReportRow | undefined =>
  report.rows.find((row) => row.model === model && row.status === status);
const errors = new Map<string, number[]>();

/** `reached (published)`, and the error is counted. */
function beside(what: string, reached: number | undefined, published: number): string {
  if (reached === undefined) return '-';
  errors.set(what, [...(errors.get(what) ?? []), Math.abs(reached - published)]);
  return `${reached.toFixed(2)} (${published.toFixed(2)})`;
}

console.log(report.title);
for (const note of report.notes.filter((text) => text.startsWith('Simulated world'))) console.log(note);
console.log(
  '\n| model | vanilla | context-rich | agent | static | planner | agent over vanilla | planner over agent | questions, agent | static | planner |',
);
console.log(`|${' --- |'.repeat(11)}`);
const gains: { agent: number; planner: number; published: Published }[] = [];
for (const [model, published] of Object.entries(PAPER)) {
  const mean = (status: Status): number | undefined => rowOf(model, status)?.mean?.value;
  const questions = (status: Status): number | undefined => rowOf(model, status)?.questions?.value;
  const [vanilla, agent, planner] = [mean(Status.VANILLA), mean(Status.AGENT), mean(Status.PLANNER)];
  const gain = (from: number | undefined, to: number | undefined): number | undefined =>
    from === undefined || to === undefined ? undefined : 100 * (to / from - 1);
  const percent = (what: string, reached: number | undefined, wanted: number): string => {
    if (reached === undefined) return '-';
    errors.set(what, [...(errors.get(what) ?? []), Math.abs(reached - wanted)]);
    return `${reached.toFixed(1)}% (${wanted.toFixed(1)}%)`;
  };
  if (vanilla !== undefined && agent !== undefined && planner !== undefined)
    gains.push({ agent: agent / vanilla, planner: planner / agent, published });
  console.log(
    `| ${model} | ${[
      beside('vanilla', vanilla, published.vanilla),
      beside('context-rich', mean(Status.CONTEXT_RICH), WHOLE_PROFILE * published.vanilla),
      beside('agent', agent, published.agent),
      mean(Status.STATIC)?.toFixed(2) ?? '-',
      beside('planner', planner, published.planner),
      percent('agent over vanilla, %', gain(vanilla, agent), 100 * (published.agent / published.vanilla - 1)),
      percent('planner over agent, %', gain(agent, planner), 100 * (published.planner / published.agent - 1)),
      beside('questions, agent', questions(Status.AGENT), published.asked),
      questions(Status.STATIC)?.toFixed(2) ?? '-',
      beside('questions, planner', questions(Status.PLANNER), published.askedPlanned),
    ].join(' | ')} |`,
  );
}
console.log('\nreached (published). Mean absolute errors:');
for (const [what, all] of errors)
  console.log(`- ${what}: ${(all.reduce((sum, error) => sum + error, 0) / all.length).toFixed(2)}`);
