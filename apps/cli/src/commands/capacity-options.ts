import type { Command } from 'commander';
import { positive } from '../option-values.ts';

/** `rookery capacity`'s flags. */
export interface CapacityFlags {
  readonly times: number;
  readonly within?: number;
}

export function describeCapacity(command: Command): Command {
  return command
    .description('what a study takes: hours, GPUs, money, and what is full first')
    .option('--times <n>', 'so many times the work of the plan', positive, 1)
    .option('--within <hours>', 'GPUs for this time; unset: time for its GPUs', positive);
}
