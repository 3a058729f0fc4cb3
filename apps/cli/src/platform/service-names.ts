/** The services of the platform, in the order in which they become ready. */
export const SERVICE_NAMES = [
  'gateway',
  'inference-worker',
  'judge',
  'planner',
  'benchmark',
  'chat',
] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

export function isServiceName(name: string): name is ServiceName {
  return (SERVICE_NAMES as readonly string[]).includes(name);
}
