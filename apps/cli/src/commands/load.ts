import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { wrapped } from '@rookery/cli-rendering';
import { parseRate, runLoad, type LoadTarget } from '@rookery/cli-load';
import {
  digits,
  figuresOf,
  kneeSentence,
  madeWith,
  loadReportAsHtml,
  loadReportAsJson,
  missingServerFigures,
  secondsAsCsv,
  SERVER_HEAD,
  serverRows,
  settingsSentence,
  type LoadReport,
} from '@rookery/cli-load-report';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { VERSION } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { thoseThatHold, type Measured } from '../conditions.ts';
import { EXIT } from '../terminal/exit-code.ts';
import { loadView } from '../terminal/load-view.ts';
import { table } from '../terminal/table.ts';
import { kneeOf } from './load-knee.ts';
import type { LOAD_MEASURES, LoadFlags } from './load-options.ts';
import { loadKind, LOADS, withTarget, type LoadKind, type OpenTarget } from './load-target.ts';

const WIDTH = 80;

/** `rookery load WHAT`: offers load, measures it, and says so in every form that was asked for. */
export async function load(context: CommandContext, what: string, flags: LoadFlags): Promise<number> {
  const kind = loadKind(what);
  const rate = flags.rate ?? LOADS[kind].rate;
  // Before anything is started: a typing error must not cost the start of a platform.
  parseRate(rate, flags.duration);
  const p99LimitMs = flags.p99Limit ?? LOADS[kind].p99LimitMs;
  if (flags.findKnee && p99LimitMs > flags.timeout) {
    throw invalidArgument('p99-limit', `is ${p99LimitMs} ms, above the deadline of a call (--timeout)`);
  }
  const report = await withTarget(context, kind, flags, async (open) => {
    await firstCall(open.target);
    return measure(context, open, { ...flags, rate, p99Limit: p99LimitMs });
  });
  await write(context, kind, flags, report);
  const broken = thoseThatHold(flags.failOn, measuresOf(report));
  for (const words of broken) context.note(`--fail-on ${words}`);
  return broken.length > 0 ? EXIT.failed : exitCodeOfReport(report);
}

/** One call ahead of all, so that what cannot work ends with its reason instead of a page of failures. */
async function firstCall(target: LoadTarget): Promise<void> {
  const outcome = await target.start(0).outcome;
  if (outcome === 'OK' || outcome === 'PARTIAL' || outcome === 'RESOURCE_EXHAUSTED') return;
  throw new RookeryError('UNAVAILABLE', `the first call failed: ${target.lastFailure ?? outcome}`);
}

async function measure(
  context: CommandContext,
  { target, notes }: OpenTarget,
  flags: LoadFlags & { readonly rate: string; readonly p99Limit: number },
): Promise<LoadReport> {
  const { seed, arrivals: spacing, warmUp: warmUpSeconds, timeout: timeoutMs, connections } = flags;
  const { maxCalls, maxInFlight } = flags;
  const startedAt = new Date();
  const limits = { spacing, seed, warmUpSeconds, maxCalls, maxInFlight, timeoutMs };
  const report = (rate: string, measured: Pick<LoadReport, 'result' | 'knee'>): LoadReport => ({
    title: target.title,
    notes: [
      ...notes,
      ...(target.lastFailure === undefined ? [] : [`The last failure said: ${target.lastFailure}`]),
    ],
    startedAt,
    madeWith: madeWith(VERSION, process.argv.slice(2)),
    settings: { rate, spacing, seed, warmUpSeconds, timeoutMs, connections },
    ...measured,
  });
  context.note(target.title);
  const view = loadView();
  try {
    if (flags.findKnee) {
      const found = await kneeOf(context, target, limits, flags, view);
      return report(digits(found.rate), found);
    }
    const profile = parseRate(flags.rate, flags.duration);
    const result = await runLoad(target, { ...limits, profile }, context.interrupted, view.update);
    return report(flags.rate, { result, knee: undefined });
  } finally {
    view.end();
  }
}

async function write(
  context: CommandContext,
  kind: LoadKind,
  flags: LoadFlags,
  report: LoadReport,
): Promise<void> {
  if (context.json) context.print(loadReportAsJson(report));
  else {
    if (report.knee !== undefined) context.print(`${kneeSentence(report.knee)}\n`);
    context.print(`${wrapped(settingsSentence(report), WIDTH)}\n`);
    context.print(table(['figure', 'value'], figuresOf(report)));
    const counts = Object.entries(report.result.outcomes).map(([outcome, count]) => [outcome, String(count)]);
    context.print(`\n${table(['outcome', 'calls'], counts)}`);
    const { server } = report.result;
    const rows = serverRows(server);
    if (rows.length > 0) context.print(`\n${table(SERVER_HEAD, rows)}`);
    const missing = missingServerFigures(server);
    if (missing !== undefined) context.print(`\n${missing}\n`);
  }
  for (const note of report.notes) context.note(note);
  if (flags.csv !== undefined) {
    await writeFile(flags.csv, secondsAsCsv(report.result.series, report.result.server));
    context.note(`seconds: ${flags.csv}`);
  }
  if (flags.html === false) return;
  const page =
    typeof flags.html === 'string' ? flags.html : pageIn(context.dataFolder, kind, report.startedAt);
  await mkdir(dirname(page), { recursive: true });
  await writeFile(page, await loadReportAsHtml(report));
  context.note(`page: ${page}`);
}

function pageIn(dataFolder: string, kind: LoadKind, startedAt: Date): string {
  const moment = startedAt.toISOString().slice(0, 19).replaceAll(':', '');
  return join(dataFolder, 'load', `${kind}-${moment}.html`);
}

function exitCodeOfReport({ result, knee }: LoadReport): number {
  if (result.interrupted || knee?.end === 'interrupted') return EXIT.interrupted;
  const nothing = (result.outcomes.OK ?? 0) === 0 || (knee !== undefined && knee.rate === undefined);
  return nothing ? EXIT.incomplete : EXIT.ok;
}

/** Percentiles count failures as infinitely slow: a target must not pass because it failed fast. */
function measuresOf({
  result,
  knee,
}: LoadReport): Record<(typeof LOAD_MEASURES)[number], Measured | undefined> {
  const { ofAll, outcomes, offered, achievedRate } = result;
  const of = (value: number | undefined): Measured | undefined =>
    value === undefined ? undefined : { value };
  return {
    p50: of(ofAll.p50),
    p90: of(ofAll.p90),
    p95: of(ofAll.p95),
    p99: of(ofAll.p99),
    'p99.9': of(ofAll.p999),
    errors: { value: offered - (outcomes.OK ?? 0), outOf: offered },
    achieved: { value: achievedRate },
    knee: of(knee?.rate),
  };
}
