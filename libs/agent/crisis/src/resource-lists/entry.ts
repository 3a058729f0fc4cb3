import type { CrisisResource } from '../resources.ts';

const READ = '2026-11-21';

type Entry = Omit<CrisisResource, 'checked'>;

/** An entry of the list; all were compared with their sources on the same day. */
export const by = (
  region: string,
  language: string,
  name: string,
  contact: string,
  evidence: Pick<Entry, 'verified' | 'source' | 'sourceDate'>,
): CrisisResource => ({ region, language, name, contact, ...evidence, checked: READ });

/** A page of the service or of the authority that runs it. @param sourceDate when it was written, as far as it says so */
export const operator = (
  source: string,
  sourceDate = '',
): Pick<Entry, 'verified' | 'source' | 'sourceDate'> => ({
  verified: 'operator',
  source,
  sourceDate,
});
/** Press, or a page of somebody who works with the service. */
export const secondary = (
  source: string,
  sourceDate = '',
): Pick<Entry, 'verified' | 'source' | 'sourceDate'> => ({
  verified: 'secondary',
  source,
  sourceDate,
});
/** Nothing could be read; `source` is where to look. */
export const authors = (source: string): Pick<Entry, 'verified' | 'source' | 'sourceDate'> => ({
  verified: 'authors',
  source,
  sourceDate: '',
});
