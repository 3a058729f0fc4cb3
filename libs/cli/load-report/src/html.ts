import type { Figure } from '@rookery/cli-figures';
import { escapedHtml, htmlPage, htmlTable } from '@rookery/cli-rendering';
import { latencyDistribution } from './charts/distribution.ts';
import { kneeChart } from './charts/knee-chart.ts';
import { latencyOverTime, outcomesOverTime, ratesOverTime } from './charts/over-time.ts';
import { processesOverTime } from './charts/processes-over-time.ts';
import type { KneeReport, LoadReport } from './load-report.ts';
import { digits, duration, percent } from './numbers.ts';
import { busiestProcess, missingServerFigures, SERVER_HEAD, serverRows } from './server-table.ts';
import { STYLE } from './style.ts';
import { figuresOf, kneeSentence, settingsSentence } from './summary.ts';

/** The report as one HTML page that needs nothing else: no script, no font, no picture from anywhere. */
export async function loadReportAsHtml(report: LoadReport): Promise<string> {
  // Drawing takes its time to load, and a load test writes its page once it is over.
  const { FIGURE_STYLE, figureAsHtml } = await import('@rookery/cli-figures');
  const { knee } = report;
  const title = `Load: ${report.title}`;
  return htmlPage({
    title,
    style: `${STYLE}${FIGURE_STYLE}`,
    body: `<h1>${escapedHtml(title)}</h1>
<p>${escapedHtml(`${report.startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC. ${settingsSentence(report)}`)}</p>
${report.notes.map((note) => `<p class="note">${escapedHtml(note)}</p>`).join('\n')}
${knee === undefined ? '' : `<h2>${escapedHtml(kneeSentence(knee))}</h2>`}
<div class="tiles">${tiles(report)}</div>
<div class="charts">
${figuresIn(report)
  .map((figure) => figureAsHtml(figure, false))
  .join('\n')}
</div>
<div class="tables">
<section><h2>Figures</h2>${htmlTable(['', ''], figuresOf(report))}</section>
<section><h2>Outcomes</h2>${outcomeTable(report)}</section>
<section><h2>Processes behind the target</h2>${serverTable(report)}</section>
${knee === undefined ? '' : `<section><h2>Probes</h2>${probeTable(knee)}</section>`}
</div>`,
  });
}

function figuresIn({ result, knee }: LoadReport): Figure[] {
  const { series, seconds, bars, latency, server } = result;
  return [
    ...(knee === undefined ? [] : kneeChart(knee)),
    ...latencyOverTime(series),
    ...ratesOverTime(series, seconds),
    ...outcomesOverTime(series),
    ...latencyDistribution(bars, latency),
    ...processesOverTime(server),
  ];
}

function tiles({ result, knee }: LoadReport): string {
  const { latency, ofAll, outcomes, offered, offeredRate, achievedRate } = result;
  const answered = outcomes.OK ?? 0;
  const entries: (readonly [value: string, label: string])[] = [
    ...(knee?.rate === undefined ? [] : [[`${digits(knee.rate)}/s`, kneeLabel(knee)] as const]),
    [`${digits(achievedRate)}/s`, `achieved of ${digits(offeredRate)}/s offered`],
    [duration(latency?.p50), `median latency of ${digits(answered)} OK answers`],
    [
      duration(ofAll.p99),
      ofAll.p99 === undefined ? tooFew(result.offered) : 'p99 latency, failures as infinite',
    ],
    [percent(answered / offered), `OK of ${digits(offered)} calls`],
  ];
  return entries
    .map(
      ([value, label]) =>
        `<div class="tile"><b>${escapedHtml(value)}</b><span>${escapedHtml(label)}</span></div>`,
    )
    .join('');
}

const tooFew = (calls: number): string => `p99: ${digits(calls)} calls are too few for one`;

// What the sentence above takes back, the tile must not say.
const kneeLabel = ({ end }: KneeReport): string =>
  end === 'found' ? 'knee' : `passed; no knee (ended: ${end})`;

function outcomeTable({ result }: LoadReport): string {
  const rows = Object.entries(result.outcomes)
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, count]) => [outcome, count.toLocaleString('en-US'), percent(count / result.offered)]);
  return htmlTable(['outcome', 'calls', 'share'], rows);
}

function serverTable({ result: { server } }: LoadReport): string {
  const missing = missingServerFigures(server);
  const table = server.stages.length === 0 ? '' : htmlTable(SERVER_HEAD, serverRows(server));
  return `${table}${missing === undefined ? '' : `<p>${escapedHtml(missing)}</p>`}`;
}

function probeTable({ probes }: KneeReport): string {
  const rows = probes.map((probe) => [
    probe.reason,
    digits(probe.rate),
    digits(probe.achievedRate),
    duration(probe.p99Ms),
    busiestProcess(probe.processes),
    probe.passed ? 'passed' : 'failed',
  ]);
  return htmlTable(['why', 'offered/s', 'achieved/s', 'p99', 'busiest process', ''], rows);
}
