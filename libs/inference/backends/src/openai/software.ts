/** The software behind a list of models, by what it says that they are owned by; undefined: not one for one's own models. */
export function softwareOf(ownedBy: string | undefined): string | undefined {
  switch (ownedBy) {
    case 'vllm':
    case 'sglang':
      return ownedBy;
    case 'llamacpp':
      return 'llama.cpp';
    default:
      return undefined;
  }
}
