/** The ids in a resource name whose shape the edge has checked: `libraries/a/paths/b` gives `['a', 'b']`. */
export function idsIn(name: string): [string, string] {
  const [, first = '', , second = ''] = name.split('/');
  return [first, second];
}

/** `libraries/{library}/paths/{path}` */
export function pathName({ library, id }: { readonly library: string; readonly id: string }): string {
  return `libraries/${library}/paths/${id}`;
}
