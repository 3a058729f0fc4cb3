import { hash } from 'node:crypto';
import type { SampleCell } from './samples.ts';

/**
 * The seed of one step of a sample, 32 bits: it follows from the run's seed and the sample's natural key alone, so it
 * is the same in whatever order, process or attempt the sample is done.
 */
export function sampleSeed(
  runSeed: number,
  scenarioId: string,
  { model, status, repetition }: Omit<SampleCell, 'position'>,
  step: 'answer' | 'judge',
): number {
  const key = JSON.stringify([runSeed, scenarioId, model, status, repetition, step]);
  return hash('sha256', key, 'buffer').readUInt32BE(0);
}
