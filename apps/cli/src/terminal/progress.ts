import { bar } from './bar.ts';
import { StatusLine } from './status-line.ts';
import { timeLeft } from './time-left.ts';

/** Progress of something with a known or a growing total. */
export interface Progress {
  update(done: number, total: number): void;
  end(): void;
}

/** A bar with rate and time left on stderr; nothing when stderr is not a terminal, so that logs stay readable. */
export function progressBar(label: string, unit: string): Progress {
  const status = new StatusLine();
  const started = performance.now();
  return {
    update(done, total) {
      const seconds = (performance.now() - started) / 1000;
      const rate = seconds > 0 ? done / seconds : 0;
      const left = timeLeft(rate > 0 ? (total - done) / rate : undefined);
      status.show(
        `${label} ${bar(done, total)} ${done}/${total} ${unit} | ${rate.toFixed(1)}/s | ${left} left`,
      );
    },
    end: () => status.end(),
  };
}
