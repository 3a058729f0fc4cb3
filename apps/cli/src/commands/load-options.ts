import { Option, type Command } from 'commander';
import { failOn, type Condition } from '../conditions.ts';
import { amount, positive, wholeNumber } from '../option-values.ts';

/** `rookery load`'s flags as commander gives them. */
export interface LoadFlags {
  readonly target: string;
  readonly rate?: string;
  readonly arrivals: 'even' | 'poisson';
  readonly seed: number;
  readonly duration: number;
  readonly warmUp: number;
  readonly maxCalls: number;
  readonly maxInFlight: number;
  readonly timeout: number;
  readonly connections: number;
  readonly model?: string;
  readonly planner: string;
  readonly depth: number;
  readonly budget: number;
  readonly findKnee: boolean;
  readonly p99Limit?: number;
  readonly highestRate: number;
  readonly maxProbes: number;
  readonly failOn: readonly Condition[];
  readonly csv?: string;
  /** False: none; true: in the data folder. */
  readonly html: string | boolean;
}

/** What `load --fail-on` may be about; percentiles count failures as infinitely slow. */
export const LOAD_MEASURES = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'errors', 'achieved', 'knee'] as const;

const LONGEST_SECONDS = 3600;

const HELP = `
The load is an open loop: calls start when they are due, answered or not, and
latency counts from then. Rates: 200 is constant, 10..500 a ramp, 10..500/5 five
steps, in calls per second. With --find-knee the rate is where the search
begins, and each probe lasts --duration.
Examples:
  rookery load echo --rate 1000 --arrivals poisson
  rookery load plan --rate 50 --fail-on "p99 > 200ms, errors > 1%"
  rookery load plan --find-knee --p99-limit 100
  rookery load plan --target in-process --rate 50..400/8 --duration 40
  rookery load generate --target 127.0.0.1:7604 --rate 200 --csv load.csv`;

/** Gives the command its description and its flags. */
export function describeLoad(command: Command): Command {
  return command
    .description('send calls at a given rate and measure them: plan, generate, judge or echo')
    .option('--target <where>', 'gateway, in-process (plan only), or host:port of a service', 'gateway')
    .option('--rate <rate>', 'calls per second: RATE, FROM..TO or FROM..TO/STEPS; unset: depends on the call')
    .addOption(
      new Option('--arrivals <kind>', 'how calls are spaced').choices(['even', 'poisson']).default('even'),
    )
    .option('--seed <n>', 'seed of Poisson arrivals', wholeNumber(0, 4294967295), 1)
    .option('--duration <s>', 'seconds to measure, at most an hour', seconds, 10)
    .option('--warm-up <s>', 'seconds before measuring', amount, 2)
    .option('--max-calls <n>', 'most calls of a load', wholeNumber(1, 100_000_000), 1_000_000)
    .option('--max-in-flight <n>', 'more calls than this are dropped and counted', wholeNumber(1), 10_000)
    .option('--timeout <ms>', 'deadline of a call', wholeNumber(1, 600_000), 5_000)
    .option('--connections <n>', 'HTTP/2 connections', wholeNumber(1, 1000), 4)
    .option('--model <model>', 'model that answers and judges; unset: a simulated one, and none for plan')
    .option('--planner <name>', 'planner; unset: the default', '')
    .option('--depth <n>', 'attributes on a path', wholeNumber(1, 10), 5)
    .option('--budget <n>', 'most evaluations of a search', wholeNumber(1, 1_000_000), 300)
    .option('--find-knee', 'find the highest rate whose p99 stays under a limit', false)
    .option('--p99-limit <ms>', 'that limit; unset: depends on the call', positive)
    .option('--highest-rate <rate>', 'highest rate to try for the knee', positive, 20_000)
    .option('--max-probes <n>', 'most probes for the knee', wholeNumber(1, 1000), 40)
    .addOption(failOn(LOAD_MEASURES))
    .option('--csv <file>', 'write the load second by second as CSV')
    .option('--html <file>', 'write the page to this file; unset: into the data folder')
    .option('--no-html', 'write no page')
    .addHelpText('after', HELP);
}

function seconds(text: string): number {
  return Math.min(LONGEST_SECONDS, positive(text));
}
