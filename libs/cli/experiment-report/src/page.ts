import { cardTables } from '@rookery/cli-data-card';
import { FIGURE_STYLE, figureAsHtml } from '@rookery/cli-figures';
import { escapedHtml, htmlPage, htmlTable } from '@rookery/cli-rendering';
import type { DataCard, Experiment, ExperimentResult } from '@rookery/shared-contracts';
import { figureOf } from './figure-of.ts';
import { dataNote } from './data.ts';
import { settingsOf, stepRows } from './settings.ts';

const STYLE = `
body{max-width:980px}
nav ol{columns:2;margin:8px 0}
nav small,.paper{color:var(--soft)}
section{border-top:1px solid var(--rule);margin-top:36px;padding-top:4px}
.scroll{overflow-x:auto}
td{white-space:nowrap}
th{max-width:11em;vertical-align:bottom}
.words :is(th,td){text-align:left;white-space:normal;overflow-wrap:anywhere}
p{overflow-wrap:anywhere}
.card td{white-space:normal;overflow-wrap:anywhere}
@media (max-width:640px){nav ol{columns:1}}
${FIGURE_STYLE}`;

/** All that there is to show of a job of experiments. */
export interface ExperimentReport {
  readonly experiment: Experiment;
  readonly results: readonly ExperimentResult[];
  /** Of the data set as it is now; undefined: it is gone, or none was named. */
  readonly card: DataCard | undefined;
}

/** One page that needs nothing else: contents, every experiment with its figures and tables, settings, data. */
export function experimentAsHtml({ experiment, results, card }: ExperimentReport): string {
  const title = `${experiment.simulated ? 'SIMULATED ' : ''}experiments on ${experiment.spec?.models.length ?? 0} ${experiment.spec?.models.length === 1 ? 'model' : 'models'}`;
  const heading = title.charAt(0).toUpperCase() + title.slice(1);
  return htmlPage({
    title: heading,
    style: STYLE,
    body: [
      `<h1>${escapedHtml(heading)}</h1>`,
      ...(experiment.simulated
        ? ['<p class="note">SIMULATED: models or judges are programs, and nothing here measures a model.</p>']
        : []),
      contents(results),
      ...results.map(section),
      settings(experiment),
      data({ experiment, card }),
    ].join('\n'),
  });
}

function contents(results: readonly ExperimentResult[]): string {
  const entries = results.map(
    ({ experiment, paper, complete }) =>
      `<li><a href="#${escapedHtml(experiment)}">${escapedHtml(experiment)}</a> <small>${escapedHtml([paper === '' ? 'ours' : paper, ...(complete ? [] : ['incomplete'])].join(', '))}</small></li>`,
  );
  return `<nav aria-label="Contents"><h2>Contents</h2><ol>${entries.join('')}<li><a href="#settings">Settings</a></li><li><a href="#data">Data</a></li></ol></nav>`;
}

function section({ experiment, title, paper, exhibits, notes }: ExperimentResult): string {
  return [
    `<section id="${escapedHtml(experiment)}"><h2>${escapedHtml(experiment)}</h2>`,
    `<p>${escapedHtml(title)}${paper === '' ? '' : ` <span class="paper">(${escapedHtml(paper)})</span>`}</p>`,
    ...exhibits.map((exhibit) => figureAsHtml(figureOf(exhibit))),
    `<ul>${notes.map((note) => `<li>${escapedHtml(note)}</li>`).join('')}</ul></section>`,
  ].join('\n');
}

function settings(experiment: Experiment): string {
  return [
    '<section id="settings"><h2>Settings</h2>',
    `<div class="scroll words">${htmlTable(['', ''], settingsOf(experiment))}</div>`,
    '<h3>What was made</h3>',
    `<div class="scroll words">${htmlTable(['step', 'state', 'resource', ''], stepRows(experiment))}</div></section>`,
  ].join('\n');
}

function data({ experiment, card }: Pick<ExperimentReport, 'experiment' | 'card'>): string {
  return [
    '<section id="data"><h2>Data</h2>',
    `<p>${escapedHtml(dataNote(experiment, card))}</p>`,
    ...(card === undefined ? [] : cardTables(card)).flatMap(({ heading, note, head, rows }) => [
      ...(heading === '' ? [] : [`<h3>${escapedHtml(heading)}</h3>`]),
      ...(note === '' ? [] : [`<p>${escapedHtml(note)}</p>`]),
      `<div class="scroll card">${htmlTable(head, rows)}</div>`,
    ]),
    '</section>',
  ].join('\n');
}
