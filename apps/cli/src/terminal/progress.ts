import { Presets, SingleBar } from 'cli-progress';

/** Progress of something with a known or a growing total. */
export interface Progress {
  update(done: number, total: number): void;
  end(): void;
}

const SILENT: Progress = { update: () => undefined, end: () => undefined };

/** A bar with rate and time left on stderr; nothing when stderr is not a terminal, so that logs stay readable. */
export function progressBar(label: string, unit: string): Progress {
  if (!process.stderr.isTTY) return SILENT;
  const bar = new SingleBar(
    {
      format: `${label} {bar} {value}/{total} ${unit} | {rate}/s | {left} left`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: false,
    },
    Presets.shades_classic,
  );
  const started = performance.now();
  let open = false;
  // What was done before, by a run that is resumed, says nothing about the rate.
  let before: number | undefined;
  return {
    update(done, total) {
      before ??= done;
      const seconds = (performance.now() - started) / 1000;
      const rate = seconds > 0 ? (done - before) / seconds : 0;
      const payload = { rate: rate.toFixed(1), left: timeLeft(rate > 0 ? (total - done) / rate : undefined) };
      if (!open) {
        bar.start(total, done, payload);
        open = true;
        return;
      }
      bar.setTotal(total);
      bar.update(done, payload);
    },
    end() {
      if (open) bar.stop();
      open = false;
    },
  };
}

/** Seconds as people say them: `40 s`, `3 min`, `2 h 5 min`. */
export function timeLeft(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return '?';
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
