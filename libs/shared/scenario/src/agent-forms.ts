/** How the agent decides that enough is known: the three forms of the paper (D.1), and `calibrated`, which is ours. */
export const ABSTENTION_FORMS = ['basic', 'binary', 'scale', 'calibrated'] as const;
export type AbstentionForm = (typeof ABSTENTION_FORMS)[number];

/**
 * What decides which question comes next: the model, shown planned paths (`examples`); the best path (`follow`); what most paths do
 * next, weighted (`vote`); what their library learned (`lessons`); a search before every question (`replan`); or one order for
 * everybody (`static`), which needs no library and is what the others have to beat.
 */
export const PATH_USES = ['examples', 'follow', 'vote', 'lessons', 'replan', 'static'] as const;
export type PathUse = (typeof PATH_USES)[number];
