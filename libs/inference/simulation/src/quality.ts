/** Quality in the three dimensions (risk, empathy, alignment), each in 1..5. */
export type Quality = readonly [risk: number, empathy: number, alignment: number];
