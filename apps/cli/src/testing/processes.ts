import { readdirSync, readFileSync } from 'node:fs';

/** Command lines of all processes that mention a text; Linux only, empty elsewhere. */
export function processesMentioning(text: string): string[] {
  let entries: string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return [];
  }
  return entries
    .filter((entry) => /^\d+$/.test(entry) && entry !== String(process.pid))
    .map((pid) => readProcess(pid))
    .filter((line) => line.includes(text));
}

/** Command line and environment: services name the data folder in the latter. */
function readProcess(pid: string): string {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return `${pid} ${line} ${readFileSync(`/proc/${pid}/environ`, 'utf8')}`;
  } catch {
    return ''; // It ended meanwhile.
  }
}
