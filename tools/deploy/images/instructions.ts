/** One instruction of an image file. */
export interface Instruction {
  readonly name: string;
  readonly words: string;
}

/** A stage of an image file: what begins with FROM. */
export interface Stage {
  readonly name: string;
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** Reads an image file: its stages with their instructions, lines that go on joined, comments left out. */
export function stagesOf(text: string): Stage[] {
  const lines = text.replaceAll(/\\\n/g, ' ').split('\n');
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const line of lines) {
    const [, name, words = ''] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === undefined || line.trimStart().startsWith('#')) continue;
    if (name.toUpperCase() === 'FROM') {
      const [, base = '', stage = ''] =
        /^(?:--\S+\s+)*(\S+)(?:\s+[Aa][Ss]\s+(\S+))?$/.exec(words.trim()) ?? [];
      stages.push({ name: stage, base, instructions: [] });
    } else stages.at(-1)?.instructions.push({ name: name.toUpperCase(), words: words.trim() });
  }
  return stages;
}

/** A stage with what it has from the stages that it is built on, the lowest first. */
export function inherited(
  stages: readonly Stage[],
  stage: Stage,
): { base: string; instructions: Instruction[] } {
  const below = stages.find(({ name }) => name !== '' && name === stage.base);
  if (below === undefined) return { base: stage.base, instructions: [...stage.instructions] };
  const { base, instructions } = inherited(stages, below);
  return { base, instructions: [...instructions, ...stage.instructions] };
}
