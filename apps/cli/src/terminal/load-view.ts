import { clearScreenDown, moveCursor } from 'node:readline';
import type { LoadProgress, NamedLoad, Second } from '@rookery/cli-load';
import { digits, duration } from '@rookery/cli-load-report';

/** A load while it runs. */
export interface LoadView {
  readonly update: (progress: LoadProgress) => void;
  /** Takes the view away; a later update brings it back. */
  readonly end: () => void;
}

const SILENT: LoadView = { update: () => undefined, end: () => undefined };
const BAR_WIDTH = 40;
const SPARK_SECONDS = 60;
const SPARKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Lines on stderr that are drawn anew with each update; nothing when stderr is not a terminal. */
export function loadView(): LoadView {
  const { stderr } = process;
  if (!stderr.isTTY) return SILENT;
  let drawn = 0;
  const erase = (): void => {
    if (drawn > 0) moveCursor(stderr, 0, -drawn);
    clearScreenDown(stderr);
    drawn = 0;
  };
  return {
    update(progress) {
      erase();
      const lines = linesOf(progress);
      stderr.write(lines.map((line) => `${line.slice(0, stderr.columns - 1)}\n`).join(''));
      drawn = lines.length;
    },
    end: erase,
  };
}

/** What the view shows, line by line. */
function linesOf({ atSeconds, ofSeconds, measurement, series, open, processes }: LoadProgress): string[] {
  const { offeredRate, achievedRate, latency, outcomes } = measurement;
  const counts = Object.entries(outcomes).map(([outcome, count]) => `${outcome} ${count}`);
  const recent = series.slice(-SPARK_SECONDS);
  return [
    atSeconds < 0 ? `warm-up, ${digits(-atSeconds)} s to go` : timeLine(atSeconds, ofSeconds),
    `rate      ${digits(achievedRate)}/s achieved of ${digits(offeredRate)}/s offered, ${open} in flight`,
    `latency   p50 ${duration(latency?.p50)}, p90 ${duration(latency?.p90)}, p99 ${duration(latency?.p99)}, max ${duration(latency?.max)}`,
    `outcomes  ${counts.join(', ') || 'none yet'}`,
    `target    ${
      processes
        .toSorted((a, b) => b.cpuCores - a.cpuCores)
        .map(inWords)
        .join('; ') || 'does not say how busy it is'
    }`,
    `OK/s      ${spark(recent.map((second) => second.outcomes.OK ?? 0))}`,
    `p99       ${spark(recent.map((second: Second) => second.latency?.p99 ?? 0))}`,
  ];
}

function inWords({ name, cpuCores, eventLoopDelayP99Ms }: NamedLoad): string {
  return `${name} ${cpuCores.toFixed(2)} cores, loop p99 ${duration(eventLoopDelayP99Ms)}`;
}

function timeLine(atSeconds: number, ofSeconds: number): string {
  const done = Math.min(1, atSeconds / ofSeconds);
  const filled = Math.round(done * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const state =
    done === 1 ? 'waiting for the last answers' : `${digits(atSeconds)} of ${digits(ofSeconds)} s`;
  return `${bar} ${state}`;
}

/** Numbers as small bars, the highest one full. */
function spark(values: readonly number[]): string {
  const most = Math.max(...values, 0);
  if (most === 0) return '';
  return values.map((value) => SPARKS[Math.round((value / most) * (SPARKS.length - 1))]).join('');
}
