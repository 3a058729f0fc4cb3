const OPENING = '[Simulated by ';

/** The last line of every simulated text: nobody may take it for a model's. */
export function simulationLabel(modelId: string): string {
  return `${OPENING}${modelId}: composed by a program, no language model wrote this.]`;
}

/** Whether a text carries such a line. */
export function isLabelled(text: string): boolean {
  return text.includes(`\n${OPENING}sim/`) || text.startsWith(`${OPENING}sim/`);
}
