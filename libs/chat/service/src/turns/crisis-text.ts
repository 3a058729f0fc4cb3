import type { CrisisNotice } from '@rookery/shared-contracts';

/** Somebody to turn to, as the beginning of what the assistant says. Ends with an empty line. */
export function crisisText({ text, resources }: CrisisNotice): string {
  const lines = resources.map(({ name, contact, region }) => {
    const where = region === '*' ? '' : ` (${region})`;
    return `- ${name}${where}: ${contact}`;
  });
  return `${[text, ...lines].join('\n')}\n\n`;
}
