import { escapedHtml, htmlPage } from '@rookery/cli-rendering';
import { ResultState, type Report, type Run } from '@rookery/shared-contracts';
import { statusLabel } from '../labels.ts';
import { sectionsOf, type Listing, type Table } from '../sections.ts';
import { factsOf } from './sample-facts.ts';
import { outcomeOf, type Sample } from './sample.ts';

const STYLE = `
body{max-width:1080px}
.wide{overflow-x:auto}
details{border:1px solid var(--rule);border-radius:8px;margin:8px 0;background:var(--card)}
summary{padding:8px 12px;cursor:pointer}
summary b{display:inline-block;min-width:5em;font-variant-numeric:tabular-nums}
summary span{color:var(--soft)}
.failed b,.unscored b{color:var(--s4)}
dl{margin:0;padding:4px 12px 12px;display:grid;grid-template-columns:8em 1fr;gap:8px 12px}
dt{color:var(--soft)}
dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
@media (max-width:600px){dl{grid-template-columns:1fr}}
`;

/**
 * A run as one page that needs nothing else: the report, then every sample given, to be unfolded.
 * @param samples in the order in which they are shown
 */
export function runAsHtml(report: Report, run: Run, samples: readonly Sample[]): string {
  const { title, tables, listings } = sectionsOf(report);
  return htmlPage({
    title,
    style: STYLE,
    body: [
      `<h1>${escapedHtml(title)}</h1>`,
      ...tables.map(tableAsHtml),
      ...listings.map(listingAsHtml),
      `<h2>Samples (${samples.length})</h2>`,
      ...samples.map((sample) => sampleAsHtml(sample, run)),
    ].join('\n'),
  });
}

function tableAsHtml({ heading, textColumns, figureColumns, rows }: Table): string {
  const cells = (texts: readonly string[], tag: string): string =>
    `<tr>${texts.map((text) => `<${tag}>${escapedHtml(text)}</${tag}>`).join('')}</tr>`;
  const lines = rows.map(({ texts, figures }) =>
    cells([...texts, ...figures.map(({ value, margin }) => `${value} ${margin}`.trimEnd())], 'td'),
  );
  return `<h2>${escapedHtml(heading)}</h2>\n<div class="wide"><table>${cells([...textColumns, ...figureColumns], 'th')}${lines.join('')}</table></div>`;
}

function listingAsHtml({ heading, lines }: Listing): string {
  return `<h2>${escapedHtml(heading)}</h2>\n<ul>${lines.map((line) => `<li>${escapedHtml(line)}</li>`).join('')}</ul>`;
}

function sampleAsHtml(sample: Sample, run: Run): string {
  const { result, scenario } = sample;
  const facts = factsOf(sample, run).map(
    ({ label, text }) => `<dt>${escapedHtml(label)}</dt><dd>${escapedHtml(text)}</dd>`,
  );
  const what = `${result.model}, ${statusLabel(result.status)}`;
  return (
    `<details class="${stateClass(result.state)}"><summary><b>${outcomeOf(result)}</b> ${escapedHtml(what)} ` +
    `<span>${escapedHtml(start(scenario?.query ?? result.scenario))}</span></summary><dl>${facts.join('')}</dl></details>`
  );
}

const stateClass = (state: ResultState): string =>
  state === ResultState.FAILED ? 'failed' : state === ResultState.UNSCORED ? 'unscored' : 'scored';

const SHOWN = 90;
const start = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text);
