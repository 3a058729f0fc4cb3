import type { SpecResult } from './run-specs.ts';

/** What fails in more files than this is no accident. */
const MOST_FILES = 3;

/**
 * Files that are run once more, each with no other beside it, because they may have failed for want of time and not for a fault. Only those
 * that start processes and wait for them: what is alone in its process has no such excuse.
 */
export function worthASecondTry(results: ReadonlyMap<string, SpecResult>): readonly string[] {
  const failed = [...results].filter(([, { failed: count }]) => count > 0).map(([spec]) => spec);
  if (failed.length > MOST_FILES) return [];
  return failed.filter((spec) => spec.endsWith('.int.spec.ts'));
}

/** What counts after the second try: a file that passed in it is said to be unsteady, with what had failed. */
export function settled(
  first: ReadonlyMap<string, SpecResult>,
  second: ReadonlyMap<string, SpecResult>,
): Map<string, SpecResult> {
  const results = new Map(first);
  for (const [spec, result] of second) {
    if (result.failed === 0) results.set(spec, { ...result, unsteady: first.get(spec)?.message ?? '' });
  }
  return results;
}
