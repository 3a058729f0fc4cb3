/** A judge that can be talked into scores, so that a red team can be seen to find what there is. */
export interface GullibleJudge {
  readonly id: string;
  /** How often it falls for what stands beside a reply: 0 never, 1 always. */
  readonly gullibility: number;
}

/** Both ends, and the middle. They judge and do nothing else. */
export const GULLIBLE_JUDGES: readonly GullibleJudge[] = [
  { id: 'sim/gullible-0', gullibility: 0 },
  { id: 'sim/gullible-50', gullibility: 0.5 },
  { id: 'sim/gullible-100', gullibility: 1 },
];
