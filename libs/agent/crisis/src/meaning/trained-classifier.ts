import trained from './trained-classifier.json' with { type: 'json' };
import type { Classifier } from './classifier.ts';

/** What `node tools/classifier/main.ts` learned from labelled/meaning. */
export const TRAINED_CLASSIFIER: Classifier = trained;
