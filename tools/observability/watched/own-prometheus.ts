import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, GaveUp } from '@rookery/shared-platform-processes';
import { freePort } from '@rookery/shared-runtime';
import { FOLDER } from '../boards.ts';

/** Whether there is a Prometheus to start. */
export const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;

/** One line of a graph. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  /** Seconds since 1970, and a number as text: `NaN` and `+Inf` are some. */
  readonly values: readonly (readonly [number, string])[];
}

interface ScrapedTarget {
  readonly health: string;
  readonly lastScrape: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Rule {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
  readonly state: string;
}

/** A Prometheus as a process of its own, on a free port and an empty folder. */
export class OwnPrometheus implements AsyncDisposable {
  /** `http://host:port` */
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;
  #said = '';

  private constructor(url: string, folder: string) {
    this.url = url;
    this.#folder = folder;
    const words = [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${url.replace('http://', '')}`,
    ];
    this.#process = spawn('prometheus', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process.stderr?.on('data', (text: Buffer) => (this.#said += text.toString()));
  }

  /**
   * Starts one and waits until it answers.
   * @param configuration text of a configuration whose rules are those of the repository
   * @throws Error with what it said, when it ends instead
   */
  static async start(configuration: string): Promise<OwnPrometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'rookery-prometheus-'));
    await writeFile(join(folder, 'prometheus.yaml'), configuration);
    await copyFile(join(FOLDER, 'alerts.yaml'), join(folder, 'alerts.yaml'));
    const prometheus = new OwnPrometheus(`http://127.0.0.1:${await freePort()}`, folder);
    try {
      await eventually('Prometheus answers', () => prometheus.#isReady());
    } catch (caught) {
      await prometheus[Symbol.asyncDispose]();
      throw caught;
    }
    return prometheus;
  }

  /** What every target is, as of its last scrape. */
  async targets(): Promise<readonly ScrapedTarget[]> {
    const { activeTargets } = await this.#ask<{ activeTargets: readonly ScrapedTarget[] }>('targets', {});
    return activeTargets;
  }

  /** Waits until every target has been scraped twice from now on: the first scrape may have begun before. */
  async hasSeenAll(): Promise<void> {
    for (const what of ['a scrape of every target', 'another scrape of every target']) {
      const now = Date.now();
      await eventually(what, async () => {
        const targets = await this.targets();
        return targets.every(({ health, lastScrape }) => health === 'up' && Date.parse(lastScrape) > now);
      });
    }
  }

  async rules(): Promise<readonly Rule[]> {
    const { groups } = await this.#ask<{ groups: readonly { rules: readonly Rule[] }[] }>('rules', {});
    return groups.flatMap(({ rules }) => rules);
  }

  /** @throws Error with what Prometheus says of it, when it does not take the query */
  async range(query: string, from: number, to: number, step: number): Promise<readonly Series[]> {
    const { result } = await this.#ask<{ result: readonly Series[] }>('query_range', {
      query,
      start: String(from),
      end: String(to),
      step: String(step),
    });
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #isReady(): Promise<boolean> {
    if (this.#process.exitCode !== null) throw new GaveUp(`Prometheus ended:\n${this.#said}`);
    return (await fetch(`${this.url}/-/ready`)).ok;
  }

  async #ask<Data>(what: string, parameters: Readonly<Record<string, string>>): Promise<Data> {
    const response = await fetch(`${this.url}/api/v1/${what}?${new URLSearchParams(parameters).toString()}`);
    const answer = (await response.json()) as { status: string; data: Data; error?: string };
    if (answer.status !== 'success')
      throw new Error(`${parameters['query'] ?? what}: ${answer.error ?? response.status}`);
    return answer.data;
  }
}
