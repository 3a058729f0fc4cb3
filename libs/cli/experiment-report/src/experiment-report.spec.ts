import { describe, expect, it } from '@jest/globals';
import {
  DataCard,
  Domain,
  Experiment,
  ExperimentResult,
  ExhibitForm,
  JobState,
  SeriesOrigin,
  StepState,
} from '@rookery/shared-contracts';
import { reportAsJson, reportFiles } from './files.ts';
import { figureOf } from './figure-of.ts';
import { resultAsMarkdown } from './markdown.ts';
import { experimentAsHtml } from './page.ts';

const DIGEST = 'd1'.repeat(32);
const HOSTILE = '<script>alert("x")</script>';

const RESULT = ExperimentResult.fromPartial({
  experiment: 'context-gap',
  title: `SIMULATED. What is lost. ${HOSTILE}`,
  paper: 'Figure 4',
  notes: [HOSTILE],
  complete: false,
  exhibits: [
    {
      id: 'context-gap-by-model',
      title: `Score by model ${HOSTILE}`,
      form: ExhibitForm.BARS,
      xLabel: 'model',
      yLabel: 'score',
      rangeLow: 1,
      rangeHigh: 5,
      categories: ['gpt-4o', 'other'],
      series: [
        { name: 'free', origin: SeriesOrigin.MEASURED, points: [{ value: 3, low: 2.8, high: 3.2 }, {}] },
        { name: 'free, published', origin: SeriesOrigin.PUBLISHED, points: [{ value: 2.94 }, {}] },
      ],
    },
  ],
});

const EXPERIMENT = Experiment.fromPartial({
  name: 'experiments/1',
  spec: { experiments: ['context-gap'], models: ['sim/gpt-4o'], judgeModel: 'sim/gpt-4o', seed: 1 },
  state: JobState.INCOMPLETE,
  stateReason: HOSTILE,
  steps: [
    { title: 'gpt-4o, vanilla', state: StepState.FAILED, reason: HOSTILE, resource: 'runs/2', shared: true },
  ],
  simulated: true,
  data: { dataSet: 'dataSets/own', digest: DIGEST, scenarios: 3 },
});

const REPORT = {
  experiment: EXPERIMENT,
  results: [RESULT],
  card: DataCard.fromPartial({
    name: 'dataSets/own',
    digest: DIGEST,
    scenarios: 3,
    people: 2,
    domains: [{ domain: Domain.CAREER, scenarios: 2 }],
    attributes: [{ attribute: 'age', missing: 1, spellings: 1, values: [{ value: HOSTILE, people: 1 }] }],
  }),
};

describe('an exhibit', () => {
  it('is a figure with the same numbers; what was not measured has none', () => {
    const [exhibit] = RESULT.exhibits;
    expect(exhibit && figureOf(exhibit)).toMatchObject({
      form: 'bars',
      range: [1, 5],
      series: [
        { name: 'free', points: [{ value: 3, low: 2.8, high: 3.2 }, undefined] },
        { name: 'free, published', role: 'published', points: [{ value: 2.94 }, undefined] },
      ],
    });
  });
});

describe('the data', () => {
  const page = experimentAsHtml(REPORT);

  it('is named by its content, with the card of it', () => {
    expect(page).toContain(`dataSets/own: 3 scenarios, version ${DIGEST}.`);
    for (const text of ['<td>Career</td><td>2</td>', '<td>Age</td><td>1 (50.0%)</td>'])
      expect(page).toContain(text);
    expect(page).not.toContain('has changed since');
    const written = [...reportFiles(REPORT)].find(({ path }) => path === 'report.md')?.content;
    for (const text of [DIGEST, '| Career | 2 |', '# own']) expect(written).toContain(text);
    expect(reportAsJson(REPORT)).toMatchObject({
      experiment: { data: { dataSet: 'dataSets/own', digest: DIGEST, scenarios: 3 } },
      dataCard: { digest: DIGEST },
    });
  });

  it('that has changed or is gone since is told from what was measured', () => {
    const card = DataCard.fromPartial({ ...REPORT.card, digest: 'e2'.repeat(32), scenarios: 5 });
    const changed = experimentAsHtml({ ...REPORT, card });
    expect(changed).toContain(`version ${DIGEST}`);
    expect(changed).toMatch(/has changed since.*5 scenarios, version e2e2/);
    const gone = experimentAsHtml({ ...REPORT, card: undefined });
    expect(gone).toContain(DIGEST);
    expect(gone).toContain('There is no data card');
    expect(gone).toContain('id="data"');
  });
});

describe('the page', () => {
  const page = experimentAsHtml(REPORT);

  it('needs nothing else, and shows text as text', () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\((?!#)|https?:/);
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('says what is simulated, incomplete, failed and shared', () => {
    for (const text of [
      'SIMULATED experiments on 1 model',
      'Figure 4, incomplete',
      'was there before',
      'failed',
    ])
      expect(page).toContain(text);
    expect(page.match(/<figure/g)).toHaveLength(1);
    expect(page).toContain('<td>3.00 ±0.20</td><td>2.94</td>');
  });
});

describe('the other forms', () => {
  it('have the same table', () => {
    const lines = resultAsMarkdown(RESULT).split('\n');
    expect(lines).toContain('| gpt-4o | 3.00 ±0.20 |            2.94 |');
    expect(lines).toContain('| other  |          - |               - |');
  });

  it('are files, each figure three times', () => {
    expect([...reportFiles(REPORT)].map(({ path }) => path)).toEqual([
      'report.html',
      'report.md',
      'result.json',
      'figures/context-gap-by-model.svg',
      'figures/context-gap-by-model.png',
      'figures/context-gap-by-model-dark.png',
    ]);
  });
});
