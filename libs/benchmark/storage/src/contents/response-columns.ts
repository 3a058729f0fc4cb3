import { storableText } from '../storable-text.ts';
import type { Keys } from '@rookery/shared-sealing';
import { hex, sealed, type Contents } from './contents.ts';
import { refersElsewhere } from './referral.ts';

/** A response as its row keeps it, as JSON brings it to the database. */
export interface ResponseColumns {
  readonly response: string;
  readonly sealed: string | null;
  readonly refers: boolean;
}

/** @param key of its scenario; undefined: it lies as it is */
export function responseColumns(text: string, scenario: string, key: Buffer | undefined): ResponseColumns {
  const response = storableText(text);
  const refers = refersElsewhere(response);
  if (key === undefined) return { response, sealed: null, refers };
  return { response: '', sealed: hex(sealed(response, 'response', scenario, key)), refers };
}

/** A response that was read; undefined for one that was erased and came back with an older copy of the database. */
export function openedResponse(
  row: { readonly response: string; readonly sealed: Buffer | null; readonly scenario_id: string | null },
  contents: Contents,
  keys: Keys,
): string | undefined {
  if (row.sealed === null) return row.response;
  return contents.opened(row.sealed, 'response', row.scenario_id ?? '', keys)?.toString();
}
