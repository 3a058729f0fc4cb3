import { boundedLabel } from '../bounded-label.ts';
import { lookedAt } from '../looked-at.ts';
import { counter, durations } from '../registry.ts';

const samples = counter({
  name: 'rookery_samples_total',
  help: 'Samples of runs that are done, by their status, and scored, unscored or failed with the reason.',
  labels: ['status', 'state', 'reason'],
});
const sampleSeconds = durations({
  name: 'rookery_sample_seconds',
  help: 'How long samples took, answer and verdict with all their patience.',
  labels: ['status'],
});
const verdicts = counter({
  name: 'rookery_verdicts_total',
  help: 'Verdicts that were read, and those that could not be with the reason.',
  labels: ['state', 'reason'],
});
const jobsEnded = counter({
  name: 'rookery_jobs_ended_total',
  help: 'Jobs that ended in this process, by kind and by how.',
  labels: ['kind', 'state'],
});

export const jobPieces = lookedAt(
  'rookery_job_pieces',
  'Pieces of jobs in the queue of a kind: waiting, running, or failed for good. Every process of a service says the same.',
  ['kind', 'state'],
);
export const jobsAtWork = lookedAt(
  'rookery_jobs_at_work',
  'Jobs of a kind that have not ended. Every process of a service says the same.',
  ['kind'],
);

const label = boundedLabel(200);

/** @param reason empty: it was scored */
export function sampleDone(status: string, state: string, reason: string, seconds: number): void {
  samples.inc({ status, state, reason: reason === '' ? 'none' : label(reason) });
  sampleSeconds.observe({ status }, seconds);
}

/** @param reason why it could not be read, as the contract names it; undefined: it was */
export function verdictGiven(reason: string | undefined): void {
  verdicts.inc({
    state: reason === undefined ? 'read' : 'unread',
    reason: reason === undefined ? 'none' : label(reason),
  });
}

export function jobEnded(kind: string, state: string): void {
  jobsEnded.inc({ kind: label(kind), state });
}
