import { errorCode } from './error-code.ts';

/** Codes of Node for a certificate that nobody known has signed. */
const UNKNOWN_AUTHORITY: ReadonlySet<string> = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

const DEMANDS_TLS = 'the server demands TLS; add ?sslmode=verify-full to the URL';

/** What a server, or what stands before it, says when it wants another connection than this one. */
const IN_WORDS: readonly (readonly [says: RegExp, means: string])[] = [
  [
    /no pg_hba\.conf entry .*(no encryption|SSL off)|SSL (is )?required|(require|must use) (a )?(secure|SSL|TLS)/i,
    DEMANDS_TLS,
  ],
  [
    /valid client certificate/i,
    'the server demands a certificate of its client; add sslcert=FILE and sslkey=FILE to the URL',
  ],
  [
    /no pg_hba\.conf entry|pg_hba\.conf rejects/i,
    'the server lets this user into this database from this address by no line of its pg_hba.conf',
  ],
  [
    /does not support SSL/i,
    'the server speaks no TLS, and the URL demands it; take sslmode out of it, where the network can be trusted',
  ],
  [
    /no such database/i,
    'the database does not exist; correct the name in the URL, or make it with CREATE DATABASE',
  ],
  [/no such user/i, 'the user or the password is wrong'],
  [
    /unsupported startup parameter/i,
    'the pooler refuses a setting of the URL (options, statement_timeout or the like); take it out of the URL, or name it in ' +
      'ignore_startup_parameters of the pooler',
  ],
];

/** By SQLSTATE. */
const BY_STATE: Readonly<Record<string, string>> = {
  '28P01': 'the user or the password is wrong',
  '28000': 'the user may not connect',
  '3D000': 'the database does not exist; correct the name in the URL, or make it with CREATE DATABASE',
  '42501': 'the user may not connect to this database',
};

/**
 * Why a server that is there cannot be used, and what to change; undefined where it may just not be there yet.
 * @param caught what the driver threw when it connected; of its text nothing is repeated
 */
export function startRefusal(caught: unknown, databaseUrl: string): string | undefined {
  const code = errorCode(caught);
  const text = messageOf(caught);
  const means = IN_WORDS.find(([says]) => says.test(text))?.[1];
  if (means !== undefined) return means;
  const byState = BY_STATE[code];
  if (byState !== undefined) return code === '28P01' ? byState + percentHint(databaseUrl) : byState;
  if (UNKNOWN_AUTHORITY.has(code)) {
    return (
      `the server's certificate is signed by an authority that is not known here (${code}); add sslrootcert=FILE with that ` +
      "authority's certificate to the URL, or name the file in NODE_EXTRA_CA_CERTS"
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return "the server's certificate is for another name; connect by the name that it holds";
  }
  if (/^(CERT|ERR_SSL|ERR_TLS|ERR_OSSL)_|^EPROTO$/.test(code))
    return `the server's TLS cannot be used (${code})`;
  if (['open', 'read'].includes(syscallOf(caught)) && ['ENOENT', 'EACCES', 'EISDIR'].includes(code)) {
    return `a file that the URL names (sslrootcert, sslcert or sslkey) cannot be read (${code})`;
  }
  return undefined;
}

/** What an address that nothing answers at has to say for itself. */
export function whyUnreachable(caught: unknown): string {
  const code = errorCode(caught);
  switch (code) {
    case 'ENOTFOUND':
      return 'the name of the host is not known (ENOTFOUND)';
    case 'EAI_AGAIN':
      return 'the name of the host cannot be looked up at present (EAI_AGAIN)';
    case 'ECONNREFUSED':
      return 'nothing listens at that address (ECONNREFUSED)';
    case 'unknown':
      return 'no answer';
    default:
      return code;
  }
}

// The commonest reason for a wrong password that is right.
function percentHint(databaseUrl: string): string {
  return (URL.parse(databaseUrl)?.password ?? '').includes('%')
    ? ' (in the URL, %XX stands for one character, and a % of the password itself is written %25)'
    : '';
}

function messageOf(caught: unknown): string {
  return typeof caught === 'object' && caught !== null && 'message' in caught ? String(caught.message) : '';
}

function syscallOf(caught: unknown): string {
  return typeof caught === 'object' && caught !== null && 'syscall' in caught ? String(caught.syscall) : '';
}
