/** The ids in a resource name whose shape the edge has checked: `libraries/a/paths/b` gives `['a', 'b']`. */
export function idsIn(name: string): [string, string] {
  const [, first = '', , second = ''] = name.split('/');
  return [first, second];
}

/** `libraries/{library}/paths/{path}` */
export function pathName({ library, id }: { readonly library: string; readonly id: string }): string {
  return `libraries/${library}/paths/${id}`;
}

/** `libraries/{library}`; of no library, nothing. */
export function libraryName(library: string): string {
  return library === '' ? '' : `libraries/${library}`;
}

/** `comparisons/{comparison}` */
export function comparisonName(id: string): string {
  return `comparisons/${id}`;
}
