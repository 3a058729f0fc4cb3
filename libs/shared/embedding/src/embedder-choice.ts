import { z } from 'zod';

/**
 * The value of ROOKERY_EMBEDDER. Besides the three words it may name a model, which is then asked for through
 * InferenceService.
 */
export const embedderChoice = z
  .string()
  .min(1)
  .default('auto')
  .describe(
    'trained (the model of `npm run models`), lexical, auto (trained where its files are, else lexical), or the name of ' +
      'an embedding model that an inference worker offers',
  );
