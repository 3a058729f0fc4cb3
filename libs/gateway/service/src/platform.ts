import {
  AgentServiceDefinition,
  ComparisonServiceDefinition,
  ExperimentServiceDefinition,
  InferenceServiceDefinition,
  JudgeServiceDefinition,
  LibraryBuildServiceDefinition,
  LibraryServiceDefinition,
  PersonServiceDefinition,
  PlannerServiceDefinition,
  RatingServiceDefinition,
  RunServiceDefinition,
  ScenarioServiceDefinition,
  SynthesisServiceDefinition,
  UsageServiceDefinition,
} from '@rookery/shared-contracts';
import type { GatewayConfig } from './config.ts';

/** A process behind the gateway and the services it serves. */
export interface PlatformMember {
  /** Name for messages. */
  readonly name: string;
  readonly address: string;
  /** Full names of its services. */
  readonly services: readonly string[];
}

/** Full name of the service whose calls go to a worker, chosen for each call. */
export const INFERENCE = InferenceServiceDefinition.fullName;

/** Full name of the service that any worker answers. */
export const USAGE = UsageServiceDefinition.fullName;

/** The processes with an address of their own. Inference workers come and go, and register themselves. */
export function platformMembers(config: GatewayConfig): readonly PlatformMember[] {
  return [
    {
      name: 'benchmark',
      address: config.ROOKERY_BENCHMARK_ADDRESS,
      services: namesOf(
        ScenarioServiceDefinition,
        RunServiceDefinition,
        RatingServiceDefinition,
        LibraryBuildServiceDefinition,
        SynthesisServiceDefinition,
        ExperimentServiceDefinition,
        PersonServiceDefinition,
      ),
    },
    {
      name: 'judge',
      address: config.ROOKERY_JUDGE_ADDRESS,
      services: namesOf(JudgeServiceDefinition),
    },
    {
      name: 'planner',
      address: config.ROOKERY_PLANNER_ADDRESS,
      services: namesOf(
        PlannerServiceDefinition,
        LibraryServiceDefinition,
        ComparisonServiceDefinition,
        AgentServiceDefinition,
      ),
    },
  ];
}

function namesOf(...services: readonly { readonly fullName: string }[]): string[] {
  return services.map(({ fullName }) => fullName);
}
