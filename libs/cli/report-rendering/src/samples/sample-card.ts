import { wrapped } from '@rookery/cli-rendering';
import type { Run } from '@rookery/shared-contracts';
import { statusLabel } from '../labels.ts';
import { factsOf } from './sample-facts.ts';
import { outcomeOf, type Sample } from './sample.ts';

/** Beside the labels. */
const INDENT = 13;

/**
 * One sample for a terminal: its facts under a heading, each beside its label.
 * @param width of a line, in characters
 */
export function sampleCard(sample: Sample, run: Run, width: number): string {
  const { model, status, repetition } = sample.result;
  const again = repetition > 1 ? `, repetition ${repetition}` : '';
  const mark = run.simulated ? ' (SIMULATED)' : '';
  const heading = wrapped(
    `${model}, ${statusLabel(status)}${again}: ${outcomeOf(sample.result)}${mark}`,
    width,
  );
  const longest = Math.max(...heading.split('\n').map((line) => line.length));
  const facts = factsOf(sample, run).map(({ label, text }) => {
    const lines = wrapped(text, width - INDENT).split('\n');
    return lines
      .map((line, index) => `${(index === 0 ? label : '').padEnd(INDENT)}${line}`.trimEnd())
      .join('\n');
  });
  return [heading, '-'.repeat(longest), ...facts].join('\n');
}
