/** `runs/7` for both `7` and `runs/7`: people type the short form. */
export const resourceName = (collection: string, given: string): string =>
  given.startsWith(`${collection}/`) ? given : `${collection}/${given}`;
