import type { WorldSettings } from '@rookery/shared-planner-wasm';

/**
 * The simulated worlds, by the month in which their inputs were gathered. `2026-11`: as measured in the authors' public transcripts
 * (docs/fidelity.md). `2026-11-unrelated`: the same, but queries have nothing in common. `2026-11-mismatched`: the same, but other
 * attributes lead than the paper's Fig. 6 says. `2026-06`: the first inputs, for repeating reports of before.
 */
export const SIMULATED_WORLDS = ['2026-11', '2026-11-unrelated', '2026-11-mismatched', '2026-06'] as const;
export type SimulatedWorldName = (typeof SIMULATED_WORLDS)[number];

/** The inputs of one world. */
export interface SimulatedWorld {
  /** Settings of the truth. */
  readonly truth: WorldSettings;
  /** How queries are related: by the trained embedder's meaning, or by domains and words as in the first world. */
  readonly relatedBy: 'meaning' | 'domain-and-words';
  /** How models ask, follow and stop. */
  readonly manner: 'measured' | 'first';
  /** Score points that the prompt with facts adds on its own, at the mean level of the benchmark. */
  readonly promptGain: number;
}

/** What facts add in the mean, and how far attributes lie apart in it, score points; see docs/fidelity.md. */
const MEASURED = {
  family: 'pairwise',
  relation: 'place',
  sharedShare: 0.7,
  gain: 0.96,
  leadDeviation: 0.15,
} as const satisfies WorldSettings;

const AS_MEASURED = { relatedBy: 'meaning', manner: 'measured', promptGain: 0.28 } as const;

/** The inputs of the worlds. */
export const WORLDS: Readonly<Record<SimulatedWorldName, SimulatedWorld>> = {
  '2026-11': { ...AS_MEASURED, truth: MEASURED },
  '2026-11-unrelated': { ...AS_MEASURED, truth: { ...MEASURED, sharedShare: 0 } },
  '2026-11-mismatched': { ...AS_MEASURED, truth: { ...MEASURED, leads: 'asked' } },
  '2026-06': {
    truth: { family: 'pairwise', sharedShare: 1 / 2 },
    relatedBy: 'domain-and-words',
    manner: 'first',
    promptGain: 0,
  },
};
