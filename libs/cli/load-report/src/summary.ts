import { answersFor, type Percentile, type PercentilesOfAll } from '@rookery/cli-load';
import type { KneeReport, LoadReport } from './load-report.ts';
import { digits, duration } from './numbers.ts';

/** The figures of a load as rows of name and value. */
export function figuresOf({ result, madeWith }: LoadReport): (readonly [name: string, value: string])[] {
  const { latency, sentLatency, lag, generator, ofAll, outcomes } = result;
  const answered = outcomes.OK ?? 0;
  const ended = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const ok = (percentile: Percentile): string => percentileIn(latency, percentile, answered);
  return [
    ['measured', `${digits(result.seconds)} s${result.interrupted ? ' (interrupted)' : ''}`],
    ['offered', `${digits(result.offeredRate)}/s, ${result.offered.toLocaleString('en-US')} calls`],
    ['achieved', `${digits(result.achievedRate)}/s`],
    ['latency mean', duration(latency?.mean)],
    ['latency p50', ok('p50')],
    ['latency p90', ok('p90')],
    ['latency p95', ok('p95')],
    ['latency p99', ok('p99')],
    ['latency p99.9', ok('p999')],
    ['latency max', duration(latency?.max)],
    ['p99 with failures as infinite', percentileIn(ofAll, 'p99', ended)],
    ['latency p99 from sending', percentileIn(sentLatency, 'p99', answered)],
    ['generator late by, p99', percentileIn(lag, 'p99', ended)],
    ['generator CPU', generator === undefined ? 'none' : `${generator.cpuCores.toFixed(2)} of 1 core`],
    ['generator event loop p99', duration(generator?.eventLoopDelayP99Ms)],
    ['machine', madeWith.machine],
    [
      'load of the machine before',
      madeWith.loadBefore === undefined ? 'not known' : digits(madeWith.loadBefore),
    ],
    ['versions', madeWith.versions],
    ['command', madeWith.command],
  ];
}

/** A percentile, or how many answers it would need. */
function percentileIn(
  figures: PercentilesOfAll | undefined,
  percentile: Percentile,
  answers: number,
): string {
  const value = figures?.[percentile];
  if (value !== undefined || answers === 0) return duration(value);
  const needed = answersFor(percentile).toLocaleString('en-US');
  return `not of ${answers.toLocaleString('en-US')} (needs ${needed})`;
}

/** How the load was made, in a sentence. */
export function settingsSentence({ settings, result }: LoadReport): string {
  const { rate, spacing, seed, warmUpSeconds, timeoutMs, connections } = settings;
  const seeded = spacing === 'poisson' ? `, seed ${seed}` : '';
  return `Open loop, ${rate} calls/s, ${spacing} arrivals${seeded}; ${digits(warmUpSeconds)} s of warm-up, ${digits(result.seconds)} s measured; deadline ${duration(timeoutMs)}, ${connections} ${connections === 1 ? 'connection' : 'connections'}.`;
}

/** What the search for the knee found, in a sentence. */
export function kneeSentence({ rate, goodput, end, p99LimitMs }: KneeReport): string {
  const limit = `p99 at most ${duration(p99LimitMs)}`;
  if (rate === undefined) return `No knee: no rate that was tried has ${limit} (ended: ${end}).`;
  const at = `${digits(rate)} calls/s with ${limit}, ${digits(goodput ?? Number.NaN)} OK answers/s`;
  switch (end) {
    case 'found':
      return `Knee: ${at}.`;
    case 'highest rate':
      return `No knee up to the highest rate allowed: ${at}.`;
    case 'generator':
      return `The generator, not the target, was the limit: ${at}. The knee is higher; use more generators.`;
    case 'probes':
    case 'interrupted':
    case 'target is slower':
      return `Unconfirmed (ended: ${end}): ${at}.`;
  }
}
