import { verifyPlanner, type CheckResult } from '@rookery/cli-planner-conformance';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../terminal/exit-code.ts';

const MARKS = { ok: 'ok  ', failed: 'FAIL', skipped: 'skip' } as const;

/** `rookery planners verify`: tests a planner against the contract, wherever it runs. */
export async function plannersVerify(
  context: CommandContext,
  planner: string,
  { patience }: { readonly patience: number },
): Promise<number> {
  const results: CheckResult[] = [];
  const checks = verifyPlanner(planner, { patienceMs: 1000 * patience, signal: context.interrupted });
  for await (const result of checks) {
    results.push(result);
    if (!context.json) context.print(lineOf(result));
  }
  const count = (outcome: CheckResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  const [passed, failed, skipped] = [count('ok'), count('failed'), count('skipped')];
  if (context.json) context.print(JSON.stringify({ planner, passed, failed, skipped, checks: results }));
  else context.print(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 ? EXIT.ok : EXIT.failed;
}

function lineOf({ name, outcome, detail }: CheckResult): string {
  return `${MARKS[outcome]} ${name}${detail === '' ? '' : `\n       ${detail}`}`;
}
