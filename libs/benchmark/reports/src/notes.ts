import { FEWEST_FOR_T } from '@rookery/benchmark-statistics';
import type { RunRecord } from '@rookery/benchmark-storage';
import { isFinal } from '@rookery/shared-jobs';
import { LIBRARY_SHARE, type PathUse } from '@rookery/shared-scenario';
import { asksFirst, FIRST_PATH_USE, hasGivenAnswers, MOST_COMPARED_MODELS } from '@rookery/benchmark-samples';
import { sentNotes, type SentCount } from './sent-differences.ts';
import type { Tally } from './tallies.ts';

/** What notes are made of. */
export interface Noted {
  readonly counts: readonly Tally[];
  readonly sent: readonly SentCount[];
  /** Of planned paths. */
  readonly indexes: readonly string[];
}

/** What a reader must know to read the numbers right. */
export function reportNotes(run: RunRecord, { counts, sent, indexes }: Noted): string[] {
  return [
    ...simulationNote(run),
    ...givenNote(run),
    ...disclosedNote(run.spec),
    ...missingNotes(run),
    ...cutNote(counts),
    ...sentNotes(run.spec, sent),
    ...batchNote(run),
    ...ownJudgeNote(run),
    'Intervals are 95%: Student t on a standard error clustered by profile, because the queries and repetitions of one ' +
      'person resemble each other; within the scale, and only where they say something.',
    'Gains and differences are means of differences over samples that were scored on both sides, paired by scenario and ' +
      'repetition; the percentage of a gain is of the mean that these samples start from. Their p values are corrected by ' +
      `Holm for all comparisons of their table; below 0.05 two sides differ. With fewer than ${FEWEST_FOR_T} people, or very ` +
      'uneven ones, intervals and p values come from the wild cluster bootstrap.',
    ...comparedNote(run),
    ...orderNote(run),
    splitNote(run),
    ...indexes.map(indexNote),
  ];
}

function simulationNote(run: RunRecord): string[] {
  if (!run.progress.simulated) return [];
  const { worlds = [] } = run.spec;
  return [
    'SIMULATED: answers or verdicts come from a simulation with calibrated inputs. Nothing here is a measurement of a ' +
      'real model.',
    ...worlds.map(
      (world) =>
        `Simulated world: ${world} (docs/simulation.md). Figures of different worlds cannot be compared.`,
    ),
  ];
}

function givenNote({ spec }: RunRecord): string[] {
  if (spec.answersOf !== undefined) {
    return [
      `The answers are those of runs/${spec.answersOf}, judged again; its own report says how they were made. No model was ` +
        'asked for one.',
    ];
  }
  if (!spec.statuses.includes('given')) return [];
  return [
    'The answers were given with the data set, and no model was asked for one: whether they are whole, and how they were made, ' +
      'is not known here.',
  ];
}

function disclosedNote({ disclosures = [] }: RunRecord['spec']): string[] {
  if (disclosures.length < 2) return [];
  return [
    `Each of the ${disclosures.length} repetitions tells the model another part of the profile: the mean is over all of them, and how ` +
      'repetitions differ is no noise.',
  ];
}

function missingNotes(run: RunRecord): string[] {
  const { samplesTotal, samplesDone, samplesUnscored, samplesFailed } = run.progress;
  const missing = samplesTotal - samplesDone;
  const notes: string[] = [];
  if (missing > 0) {
    const early = run.state === 'succeeded' && run.spec.until !== undefined;
    if (early) {
      notes.push(
        `The run ended early, after ${samplesDone} of ${samplesTotal} samples: ${run.stateReason}. That rests on confidence sequences ` +
          'over people, which hold however often one looks; the intervals below are for runs that end when they were planned to.',
      );
    }
    const state = isFinal(run.state) ? `the run was ${run.state} before` : 'the run is at work on';
    if (!early) notes.push(`${missing} of ${samplesTotal} samples have no result yet: ${state} them.`);
  }
  if (samplesUnscored + samplesFailed > 0) {
    notes.push(
      `${samplesUnscored} samples were answered but not scored and ${samplesFailed} were never answered. They are ` +
        'counted by reason, left out of every mean and never imputed; beside a mean stands what it would be if every ' +
        'answer without a verdict had the lowest score, and the highest.',
    );
  }
  return notes;
}

function comparedNote({ spec }: RunRecord): string[] {
  if (spec.models.length <= MOST_COMPARED_MODELS) return [];
  return [
    `Models are not compared with each other: the run has ${spec.models.length} of them, and more than ` +
      `${MOST_COMPARED_MODELS} make more pairs than a table can hold.`,
  ];
}

function cutNote(counts: readonly Tally[]): string[] {
  const cut = counts
    .filter(({ answerState, state }) => answerState === 'cut' && state !== 'failed')
    .reduce((sum, { samples }) => sum + samples, 0);
  if (cut === 0) return [];
  return [`${cut} answers ran into the limit of tokens and are cut. They were judged as they are.`];
}

function batchNote({ spec }: RunRecord): string[] {
  if (spec.batch !== true) return [];
  const live = spec.statuses.some(asksFirst) && !hasGivenAnswers(spec);
  return [
    `Answers of one call and verdicts were asked for by the batch, at its price.${live ? ' Conversations of the agent were live.' : ''}`,
  ];
}

function ownJudgeNote({ spec }: RunRecord): string[] {
  if (!spec.models.includes(spec.judgeModel)) return [];
  return [`${spec.judgeModel} judges its own answers here, and models tend to prefer their own.`];
}

/** A baseline stands beside every claim: what one order for everybody gains is no merit of planning. */
function orderNote({ spec }: RunRecord): string[] {
  if (!spec.statuses.includes('planner')) return [];
  return [
    PLANNED_BY[spec.pathUse ?? FIRST_PATH_USE],
    spec.statuses.includes('static')
      ? 'Row static asks everybody in one order, without planned paths. What planner does not have beyond it is no merit of planning.'
      : 'Status static (one order for everybody) was not run: of what planner gains here, nothing tells how much one order would gain, too.',
  ];
}

/** What chose the questions of the planner row, and what is to be expected of it; docs/fidelity.md has the figures. */
const PLANNED_BY: Readonly<Record<PathUse, string>> = {
  examples:
    'Row planner: the model chooses the questions and is shown the paths that were found, as in the paper. That moves few of its ' +
    "choices: by the authors' own transcripts 0.4% to 1.6% more score than agent are to be expected.",
  follow: 'Row planner: the questions are those of the best path that was found for the query.',
  vote: 'Row planner: the paths that were found vote for the next question, by the similarity of their queries.',
  lessons:
    'Row planner: what the library learned from its finished searches chooses the questions. A library with fewer than 20 of them has ' +
    'learned nothing yet: then the model chooses by itself, and rows planner and agent differ by chance alone.',
  replan: 'Row planner: a small search before each question chooses it, by what the model expects of itself.',
  static:
    'Row planner: one order for everybody chooses the questions, so that row static differs from it by chance alone.',
};

function splitNote({ spec }: RunRecord): string {
  const share = `${LIBRARY_SHARE * 100}%`;
  const rule = `Profiles are split by a hash of their values: ${share} may feed path libraries, the rest is for evaluation.`;
  const { split } = spec.selection;
  if (split === undefined) return `${rule} Both sides were run; no planned paths were used.`;
  if (spec.library === undefined) return `${rule} Only the ${split} side was run.`;
  return (
    `${rule} Only the ${split} side was run, so no path of library ${spec.library} was planned from a profile ` +
    'evaluated here.'
  );
}

function indexNote(index: string): string {
  // The word, and its version.
  return index.startsWith('lexical')
    ? 'Paths were found by a lexical index (words in common), not by a sentence embedder.'
    : `Paths were found with the sentence embedder ${index}.`;
}
