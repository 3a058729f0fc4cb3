import { describe, expect, it } from '@jest/globals';
import { ROLES, type Role } from '@rookery/gateway-keys';
import * as contracts from '@rookery/shared-contracts';
import { AUTHORISATION, opens, rightOf } from './authorisation.ts';

interface Contract {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, { readonly name: string }>>;
}

const SERVICES = Object.values<unknown>(contracts).filter(
  (value): value is Contract =>
    typeof value === 'object' && value !== null && 'fullName' in value && 'methods' in value,
);
const PATHS = SERVICES.flatMap(({ fullName, methods }) =>
  Object.values(methods).map(({ name }) => `/${fullName}/${name}`),
);

describe('the authorisation table', () => {
  it.each(PATHS)('has a row for %s', (path) => {
    expect(rightOf(path)).toBeDefined();
  });

  it('has no row for anything else', () => {
    const rows = AUTHORISATION.flatMap(([, rights]) => Object.keys(rights));
    expect(PATHS.length).toBeGreaterThan(80);
    expect(rows).toHaveLength(PATHS.length);
    expect(new Set(AUTHORISATION.map(([{ fullName }]) => fullName)).size).toBe(SERVICES.length);
    expect(rightOf('/rookery.nobody.v1.Service/Call')).toBeUndefined();
  });

  it('opens to a key what its roles say, and everything that anybody may call to operators', () => {
    const having = (...roles: Role[]) => new Set(roles);
    const right = { roles: ['run', 'read'], touches: 'own' } as const;
    expect(ROLES.filter((role) => opens(having(role), right))).toEqual(['run', 'read', 'operate']);
    expect(opens(having('converse'), right)).toBe(false);
    expect(opens(having('converse', 'read'), right)).toBe(true);
    expect(opens(having(), right)).toBe(false);
    expect(ROLES.filter((role) => opens(having(role), { roles: [], touches: 'platform' }))).toEqual([]);
  });

  it('lets nobody make or erase anything who may only read', () => {
    const changing =
      /^(Create|Delete|Import|Cancel|Resume|Put|Draw|Reindex|Derive|Rejudge|Compare|Plan$|Generate|Judge|Embed|Register|Renew|Remove|Run|Publish|Erase)/;
    const open = PATHS.filter((path) => {
      const right = rightOf(path);
      return (
        changing.test(path.split('/')[2] ?? '') && right !== undefined && opens(new Set(['read']), right)
      );
    });
    expect(open).toEqual([]);
  });

  it('shows conversations to those who hold them alone', () => {
    for (const path of PATHS.filter((one) => one.includes('AgentService'))) {
      const right = rightOf(path);
      const roles = right && ROLES.filter((role) => opens(new Set([role]), right));
      // Which sessions were deleted, whosever they were, only the platform has to know.
      expect(roles).toEqual(path.endsWith('/ListDeletedSessions') ? ['operate'] : ['converse', 'operate']);
    }
  });
});
