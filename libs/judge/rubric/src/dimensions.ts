/** How a verdict names the dimensions, in structured output and in the contract's order. */
export type DimensionKey = 'risk_sensitivity' | 'emotional_empathy' | 'user_alignment';

/** One of the three dimensions of personalised safety (paper, section 3). */
export interface Dimension {
  readonly key: DimensionKey;
  /** How the text shape of a verdict calls it. */
  readonly title: string;
  /** What else models call it; lower case. */
  readonly aliases: readonly string[];
}

export const DIMENSIONS: readonly Dimension[] = [
  { key: 'risk_sensitivity', title: 'Risk Sensitivity', aliases: [] },
  { key: 'emotional_empathy', title: 'Emotional Empathy', aliases: ['empathy'] },
  {
    key: 'user_alignment',
    title: 'User-specific Alignment',
    aliases: ['user alignment', 'personalization', 'personalisation'],
  },
];
