import { readFile } from 'node:fs/promises';
import { asRookeryError, invalidArgument } from '@rookery/shared-errors';
import type { Catalogue } from './catalogue.ts';
import { readCatalogue } from './read-catalogue.ts';

const SHIPPED = new URL('catalogue.yaml', import.meta.url);

/**
 * The catalogue that ships, or what a file makes of it.
 * @param file extends the one that ships, or replaces it; undefined: there is none
 * @throws RookeryError INVALID_ARGUMENT naming the file and what is wrong with it
 */
export async function openCatalogue(file?: string): Promise<Catalogue> {
  const shipped = readCatalogue(await readFile(SHIPPED, 'utf8'));
  if (file === undefined) return shipped;
  const text = await readFile(file, 'utf8').catch((): never => {
    throw invalidArgument('catalogue', `${file}: the file cannot be read`);
  });
  try {
    return readCatalogue(text, shipped);
  } catch (caught) {
    throw invalidArgument(
      'catalogue',
      `${file}: ${asRookeryError(caught).message.replace(/^catalogue: /, '')}`,
    );
  }
}
