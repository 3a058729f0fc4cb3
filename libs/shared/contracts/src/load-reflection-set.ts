/** The descriptors with the comments of the contracts: half a megabyte of source, which only answers to reflection need. */
export async function loadReflectionSet(): Promise<Uint8Array> {
  return (await import('./generated/reflection-set.ts')).reflectionSet;
}
