import { readerOf, type Reader } from '@rookery/shared-database';
import { callContext } from '@rookery/shared-runtime';

/** What whoever makes the call being served may see. */
export function reader(): Reader {
  return readerOf(callContext().caller);
}
