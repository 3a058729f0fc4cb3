/** The model of commands that name none: simulated, so that it is there on every machine. */
export const DEFAULT_MODEL = 'sim/gpt-4o';
