import { KNOWN_VARIABLES } from '@rookery/shared-runtime';
import { cliConfig } from './cli-config.ts';

/** The variables that only the services of a platform read, when they start. */
export const PLATFORM_VARIABLES = KNOWN_VARIABLES.filter((name) => !(name in cliConfig.shape));
