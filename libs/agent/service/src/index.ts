export { agentConfig } from './config.ts';
export type { AgentConfig } from './config.ts';
export { openAgent } from './open-agent.ts';
