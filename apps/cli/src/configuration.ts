import { address, commonConfig, readConfig } from '@rookery/shared-service';
import { z } from 'zod';

const cliConfig = z.object({
  ROOKERY_DATA: commonConfig.shape.ROOKERY_DATA,
  ROOKERY_ADDRESS: address.optional(),
  ROOKERY_API_KEY: z.string().min(1).optional().describe('key for that platform'),
});

/** The variables the command line reads. */
export const readCliConfig = (): z.infer<typeof cliConfig> => readConfig(cliConfig);
