import { unreadVariables } from '@rookery/shared-runtime';
import { broken, ok, warning, type Finding } from './finding.ts';

/** What a service says of the variables that it would read; undefined: they are right. */
export type CheckVariables = () => Promise<ReadonlyMap<string, string | undefined>>;

/** Variables that nothing reads, and those that some service would refuse, each said once. */
export async function checkVariables(ofServices: CheckVariables): Promise<Finding[]> {
  const unread = unreadVariables().map((sentence) =>
    warning('variables', sentence, 'correct the name, or unset it; docs/variables.md has all'),
  );
  const services = new Map<string, string[]>();
  for (const [service, complaint] of await ofServices()) {
    if (complaint === undefined) continue;
    for (const line of linesOf(complaint)) services.set(line, [...(services.get(line) ?? []), service]);
  }
  const wrong = [...services].map(([line, names]) =>
    broken('variables', line, `correct it; without that ${names.join(', ')} will not start`),
  );
  const findings = [...wrong, ...unread];
  return findings.length > 0 ? findings : [ok('variables', 'every service can read those that are set')];
}

// The first line only says that there are more.
function linesOf(complaint: string): string[] {
  const lines = complaint.split('\n').map((line) => line.trim());
  const own = lines.filter((line) => line !== '' && line !== 'The configuration is wrong:');
  return own.length > 0 ? own : ['it ends at its start and does not say why'];
}
