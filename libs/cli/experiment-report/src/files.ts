import { figureAsPng, figureAsSvg } from '@rookery/cli-figures';
import { DataCard, Experiment, ExperimentResult } from '@rookery/shared-contracts';
import { withZeros } from '@rookery/shared-runtime';
import { figureOf } from './figure-of.ts';
import { reportAsMarkdown } from './markdown.ts';
import { experimentAsHtml, type ExperimentReport } from './page.ts';

/** A file of a report: its path within the report's folder, and what is in it. */
export interface ReportFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** The report as files: the page, the tables, all numbers as JSON, and each figure as SVG and as PNG on light and dark paper. */
export function* reportFiles(report: ExperimentReport): Generator<ReportFile> {
  yield { path: 'report.html', content: experimentAsHtml(report) };
  yield { path: 'report.md', content: reportAsMarkdown(report) };
  yield { path: 'result.json', content: `${JSON.stringify(reportAsJson(report), undefined, 2)}\n` };
  for (const exhibit of report.results.flatMap(({ exhibits }) => exhibits)) {
    const figure = figureOf(exhibit);
    yield { path: `figures/${figure.id}.svg`, content: figureAsSvg(figure) };
    yield { path: `figures/${figure.id}.png`, content: figureAsPng(figure, 'light') };
    yield { path: `figures/${figure.id}-dark.png`, content: figureAsPng(figure, 'dark') };
  }
}

/** In the JSON form of the contract, zeros included. */
export function reportAsJson({ experiment, results, card }: ExperimentReport): object {
  return {
    experiment: withZeros('rookery.benchmark.v1.Experiment', Experiment.toJSON(experiment)),
    results: results.map((one) =>
      withZeros('rookery.benchmark.v1.ExperimentResult', ExperimentResult.toJSON(one)),
    ),
    ...(card === undefined
      ? {}
      : { dataCard: withZeros('rookery.benchmark.v1.DataCard', DataCard.toJSON(card)) }),
  };
}
