export { readOutside } from './outside-config.ts';
export { cliConfig, readCliConfig } from './cli-config.ts';
export { PLATFORM_VARIABLES } from './platform-variables.ts';
