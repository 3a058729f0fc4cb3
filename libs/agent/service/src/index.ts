export { agentConfig } from './config.ts';
export type { AgentConfig } from './config.ts';
export { expectGains } from './expect-gains.ts';
export { planAnew } from './plan-anew.ts';
export { migrateSessions as migrateAgent } from '@rookery/agent-sessions';
export { openAgent } from './open-agent.ts';
