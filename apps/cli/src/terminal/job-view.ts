import { count } from '@rookery/cli-report-rendering';
import { bar } from './bar.ts';
import type { StatusLine } from './status-line.ts';
import { timeLeft } from './time-left.ts';

/** How far a job has come. */
export interface JobProgress {
  readonly done: number;
  readonly total: number;
  /** Model calls so far; undefined where none are counted. */
  readonly calls: number | undefined;
  /** Of those done, those that failed. */
  readonly failed: number;
  /** What it waits for; empty: nothing. */
  readonly waitsFor: string;
}

/** Between lines where there is no bar, in milliseconds. */
const LINE_EVERY_MS = 30_000;
/** Between two lines on waiting: a wait that is counted down must not fill the screen. */
const WAIT_EVERY_MS = 10_000;

/**
 * Tells how far a job has come: a bar on a terminal, a line now and then elsewhere, and on both a line whenever it begins or ends
 * to wait for something.
 */
export class JobView {
  readonly #name: string;
  readonly #unit: string;
  readonly #status: StatusLine;
  readonly #now: () => number;
  readonly #startedAt: number;
  #lineAt: number;
  #waitAt = 0;
  #waitsFor = '';
  readonly #told = new Set<string>();
  // What was done before, by a job that is resumed, says nothing about the rate.
  #before: number | undefined;

  /**
   * @param unit what is counted: `samples`
   * @param now milliseconds of a clock
   */
  constructor(name: string, unit: string, status: StatusLine, now = () => performance.now()) {
    this.#name = name;
    this.#unit = unit;
    this.#status = status;
    this.#now = now;
    this.#startedAt = now();
    this.#lineAt = this.#startedAt;
  }

  update(progress: JobProgress): void {
    this.#before ??= progress.done;
    this.#tellWait(progress.waitsFor);
    const words = this.#inWords(progress);
    this.#status.show(`${bar(progress.done, progress.total)} ${words}`);
    if (this.#status.isTerminal || this.#now() - this.#lineAt < LINE_EVERY_MS) return;
    this.#lineAt = this.#now();
    this.line(words);
  }

  /** What has happened to the job so far: each line is said once. */
  tell(news: readonly string[]): void {
    for (const line of news) {
      if (!this.#told.has(line)) this.line(line);
      this.#told.add(line);
    }
  }

  /** Says something about the job beside its progress. */
  line(text: string): void {
    this.#status.line(`${this.#name}: ${text}`);
  }

  end(): void {
    this.#status.end();
  }

  /** `120/300 samples, 1,204 calls, 3 failed, 2.1/s, 2 min left` */
  #inWords({ done, total, calls, failed }: JobProgress): string {
    const seconds = (this.#now() - this.#startedAt) / 1000;
    const rate = seconds > 0 ? (done - (this.#before ?? done)) / seconds : 0;
    return [
      `${count(done)}/${count(total)} ${this.#unit}`,
      ...(calls === undefined ? [] : [`${count(calls)} calls`]),
      ...(failed === 0 ? [] : [`${count(failed)} failed`]),
      ...(rate === 0 ? [] : [`${rate.toFixed(1)}/s`, `${timeLeft((total - done) / rate)} left`]),
    ].join(', ');
  }

  #tellWait(waitsFor: string): void {
    if (waitsFor === this.#waitsFor) return;
    const changesOnly = waitsFor !== '' && this.#waitsFor !== '';
    if (changesOnly && this.#now() - this.#waitAt < WAIT_EVERY_MS) return;
    this.#waitsFor = waitsFor;
    this.#waitAt = this.#now();
    this.line(waitsFor === '' ? 'goes on' : `waits: ${waitsFor}`);
  }
}
