/** How the agent decides that enough is known: the three forms of the paper (D.1), and `calibrated`, which is ours. */
export const ABSTENTION_FORMS = ['basic', 'binary', 'scale', 'calibrated'] as const;
export type AbstentionForm = (typeof ABSTENTION_FORMS)[number];

/** What the agent does with planned paths: shows them to the model, asks for their steps, or plans anew with what they taught. */
export const PATH_USES = ['examples', 'follow', 'replan'] as const;
export type PathUse = (typeof PATH_USES)[number];
