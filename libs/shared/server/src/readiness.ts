import { onAbort, waitOrAbort } from '@rookery/shared-concurrency';
import { type Logger, errorRecord } from '@rookery/shared-runtime';
import type { ReadinessCheck } from '@rookery/shared-transport';
import type { Health } from './health.ts';

const PAUSE_NOT_READY_MS = 500;
const PAUSE_READY_MS = 5_000;
const LONGEST_CHECK_MS = 4_000;

/** Runs the checks again and again and keeps `health` up to date, until `signal` aborts. */
export async function watchReadiness(
  checks: readonly ReadinessCheck[],
  services: readonly string[],
  health: Health,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  let told: string | undefined;
  while (!signal.aborted) {
    const failures = await failuresOf(checks, signal);
    if (signal.aborted) return;
    health.waitingFor = [...failures.values()];
    for (const service of services) health.set(service, isReady(service, checks, failures));
    health.set('', failures.size === 0);
    const state = [...failures.values()].join('; ');
    if (state !== told)
      log.info({ ready: failures.size === 0, ...(state === '' ? {} : { waiting_for: state }) }, 'readiness');
    told = state;
    await waitOrAbort(failures.size === 0 ? PAUSE_READY_MS : PAUSE_NOT_READY_MS, signal);
  }
}

// A service that some check speaks for needs that one; the others need the checks that speak for none in particular.
function isReady(
  service: string,
  checks: readonly ReadinessCheck[],
  failures: ReadonlyMap<ReadinessCheck, string>,
): boolean {
  const own = checks.filter((check) => check.service === service);
  const needed = own.length > 0 ? own : checks.filter((check) => check.service === undefined);
  return needed.every((check) => !failures.has(check));
}

async function failuresOf(
  checks: readonly ReadinessCheck[],
  stop: AbortSignal,
): Promise<Map<ReadinessCheck, string>> {
  const failures = new Map<ReadinessCheck, string>();
  await Promise.all(
    checks.map(async (check) => {
      const reason = await failureOf(check, stop);
      if (reason !== undefined) failures.set(check, `${check.name} (${reason})`);
    }),
  );
  return new Map(
    checks.flatMap((check) => (failures.has(check) ? [[check, failures.get(check) ?? '']] : [])),
  );
}

async function failureOf(check: ReadinessCheck, stop: AbortSignal): Promise<string | undefined> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(
    () => late.resolve(`no answer within ${LONGEST_CHECK_MS / 1000} s`),
    LONGEST_CHECK_MS,
  );
  const controller = new AbortController();
  using _ = onAbort(stop, () => controller.abort(stop.reason));
  try {
    // Raced, because a check that does not heed its signal must not hold up the others.
    return await Promise.race([
      check.check(controller.signal).then(
        () => undefined,
        (error: unknown) => errorRecord(error).message,
      ),
      late.promise,
    ]);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}
