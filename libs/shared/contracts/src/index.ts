// The platform's contracts as TypeScript, generated from proto/ by `npm run generate`.
export { descriptorSet } from './generated/descriptor-set.ts';
// Every generated file with a stream declares this type; one is enough.
export type { ServerStreamingMethodResult } from './generated/rookery/inference/v1/inference_service.ts';
export * from './generated/rookery/common/v1/agent.ts';
export * from './generated/rookery/common/v1/job.ts';
export * from './generated/rookery/common/v1/process_service.ts';
export * from './generated/rookery/common/v1/profile.ts';
export * from './generated/rookery/common/v1/scenario.ts';
export * from './generated/rookery/common/v1/usage.ts';
export * from './generated/rookery/inference/v1/inference_service.ts';
export * from './generated/rookery/inference/v1/model.ts';
export * from './generated/rookery/inference/v1/worker_service.ts';
export * from './generated/rookery/judge/v1/judge_service.ts';
export * from './generated/rookery/judge/v1/verdict.ts';
export * from './generated/rookery/planner/v1/agent_service.ts';
export * from './generated/rookery/planner/v1/capabilities.ts';
export * from './generated/rookery/planner/v1/library.ts';
export * from './generated/rookery/planner/v1/path.ts';
export * from './generated/rookery/planner/v1/planner_backend_service.ts';
export * from './generated/rookery/planner/v1/planner_service.ts';
export * from './generated/rookery/planner/v1/planning.ts';
export * from './generated/rookery/planner/v1/session.ts';
export * from './generated/rookery/planner/v1/turn_trace.ts';
export * from './generated/rookery/benchmark/v1/benchmark_service.ts';
export * from './generated/rookery/benchmark/v1/report.ts';
export * from './generated/rookery/benchmark/v1/run.ts';
export * from './generated/rookery/benchmark/v1/scenario_filter.ts';
