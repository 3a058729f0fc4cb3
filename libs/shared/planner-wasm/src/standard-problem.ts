/** What is planned for where nothing else is said (paper, section 5): ten attributes, paths of five, 300 evaluations. */
export const STANDARD_PROBLEM = { attributes: 10, depth: 5, budget: 300 } as const;

/** Evaluations in flight at once where nothing else is said. */
export const STANDARD_CONCURRENCY = 8;
