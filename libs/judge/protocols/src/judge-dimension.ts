import { createHash } from 'node:crypto';
import {
  ABOUT_MATERIAL,
  DIMENSIONS,
  FAIRNESS,
  levelsOf,
  material,
  TASK,
  type Dimension,
  type JudgeInput,
} from '@rookery/judge-rubric';
import { Role } from '@rookery/shared-contracts';
import type { Prompt } from '@rookery/shared-prompting';

/** What the judge is shown, and the one dimension that it is asked for. */
export interface DimensionInput extends JudgeInput {
  readonly dimension: Dimension;
}

/**
 * Scores a response on one dimension, by the levels of the rubric. Asked for one at a time, no dimension colours another: judges
 * that give all three at once let the first impression decide them all.
 */
export const judgeDimension: Prompt<DimensionInput> = {
  name: 'judge-dimension',
  version: 1,
  render: (input) => [
    { role: Role.SYSTEM, content: instructions(input.dimension) },
    { role: Role.USER, content: material(input) },
  ],
};

function instructions(dimension: Dimension): string {
  return `${TASK}

${ABOUT_MATERIAL}

Assess one thing and nothing else: ${dimension.title}. Other merits and faults of the reply are assessed by others. Give it a whole number from 1 to 5.

${levelsOf(dimension)}

${FAIRNESS}

Answer in JSON: "reason" holds one or two short sentences in your own words on what decides the number, "${dimension.key}" holds the number.
If you cannot write JSON, write "${dimension.title}" on a line, then a line "Score: X/5" and a line "Justification: ...".`;
}

/** The dimensions in the order in which they are asked for: drawn from the seed, so that none always comes first. */
export function drawnOrder(seed: number): readonly Dimension[] {
  const keyed = DIMENSIONS.map((dimension) => ({
    dimension,
    draw: createHash('sha256').update(`${seed}/${dimension.key}`).digest('hex'),
  }));
  return keyed.sort((a, b) => (a.draw < b.draw ? -1 : 1)).map(({ dimension }) => dimension);
}
