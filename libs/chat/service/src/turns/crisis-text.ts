/** Whom to turn to, as the contract and the screen have it. */
export interface NoticeToShow {
  readonly text: string;
  readonly resources: readonly { readonly name: string; readonly contact: string; readonly region: string }[];
}

/** Somebody to turn to, as the beginning of what the assistant says. Ends with an empty line. */
export function crisisText({ text, resources }: NoticeToShow): string {
  const lines = resources.map(({ name, contact, region }) => {
    const where = region === '*' ? '' : ` (${region})`;
    return `- ${name}${where}: ${contact}`;
  });
  return `${[text, ...lines].join('\n')}\n\n`;
}
