import type { Quotas, Role } from '@rookery/gateway-keys';
import type { Caller } from '@rookery/shared-runtime';

/** Who calls, by what they brought. */
export interface Credential {
  /** Names the key and tells nothing of it. */
  readonly id: string;
  readonly caller: Caller;
  readonly roles: ReadonlySet<Role>;
  readonly quotas: Quotas;
}
