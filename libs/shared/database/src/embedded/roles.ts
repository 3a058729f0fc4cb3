/**
 * Who makes the cluster and owns what PostgreSQL itself keeps. Nobody can log in as it: what only it may do happens before the server
 * starts, in PostgreSQL's single-user mode.
 */
export const SUPERUSER = 'rookery';

/** Owns the database, and in it what no service has a part in. */
export const OWNER = 'rookery_owner';

/** Reads everything and changes nothing: for `rookery doctor`, and for a dump. */
export const READER = 'rookery_reader';

/** The schemas of each service. Its role owns these, since it brings them up to date, and may touch no others. */
export const SERVICE_SCHEMAS: Readonly<Record<string, readonly string[]>> = {
  gateway: ['gateway_workers', 'keys', 'audit'],
  benchmark: ['benchmark', 'benchmark_queue'],
  planner: ['planner', 'planner_comparison', 'planner_comparison_queue', 'agent'],
  judge: ['judge'],
  'inference-worker': ['inference', 'inference_batches', 'inference_queue'],
  chat: ['chat'],
};

/** Keys and the audit trail, which are all that commands open, are the gateway's. */
const WORKS_AS: Readonly<Record<string, string>> = { cli: 'gateway' };

/** The role that a process connects as, by its name for `openDatabase`; `reader` is who reads everything. */
export function roleOf(service: string): string {
  if (service === 'reader') return READER;
  const named = WORKS_AS[service] ?? service;
  return Object.hasOwn(SERVICE_SCHEMAS, named) ? `rookery_${named.replaceAll('-', '_')}` : OWNER;
}

const serviceRoles = Object.keys(SERVICE_SCHEMAS).map(roleOf);

/** All roles that may log in. */
export const ROLES: readonly string[] = [OWNER, READER, ...serviceRoles];

/**
 * What gives a cluster its roles, schemas and rights, however it was before: a line each, since single-user mode reads lines.
 * @param ownerRules whether the owner is a superuser, as tests need it that make roles and break things
 */
export function accessStatements(ownerRules: boolean): readonly string[] {
  return [
    `ALTER ROLE ${SUPERUSER} PASSWORD NULL`,
    ...ROLES.flatMap((role) => [
      unless(`SELECT FROM pg_roles WHERE rolname = '${role}'`, `CREATE ROLE ${role}`),
      `ALTER ROLE ${role} LOGIN ${role === OWNER && ownerRules ? 'SUPERUSER' : 'NOSUPERUSER'} NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS`,
    ]),
    'ALTER DATABASE rookery OWNER TO rookery_owner',
    'REVOKE ALL ON DATABASE rookery FROM PUBLIC',
    `GRANT CONNECT ON DATABASE rookery TO ${ROLES.join(', ')}`,
    `GRANT pg_read_all_data, pg_monitor TO ${READER}`,
    // Before the files themselves are looked at or copied.
    `GRANT pg_checkpoint TO ${OWNER}`,
    ...Object.entries(SERVICE_SCHEMAS).flatMap(([service, schemas]) =>
      schemas.flatMap((schema) => ownedBy(roleOf(service), schema)),
    ),
  ];
}

/** A schema and all that is in it: a cluster of an earlier version has them with one owner. */
function ownedBy(role: string, schema: string): string[] {
  const inSchema = (namespace: string): string => `${namespace} = '${schema}'::regnamespace`;
  return [
    `CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${role}`,
    `ALTER SCHEMA ${schema} OWNER TO ${role}`,
    // A sequence that belongs to a column goes with its table.
    alterEach(
      `SELECT 'TABLE ' || oid::regclass AS thing FROM pg_class WHERE ${inSchema('relnamespace')} AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f') ` +
        `AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype IN ('a', 'i') AND relkind = 'S')`,
      role,
    ),
    alterEach(
      `SELECT 'ROUTINE ' || oid::regprocedure AS thing FROM pg_proc WHERE ${inSchema('pronamespace')}`,
      role,
    ),
    alterEach(
      `SELECT 'TYPE ' || oid::regtype AS thing FROM pg_type WHERE ${inSchema('typnamespace')} AND typtype IN ('e', 'd')`,
      role,
    ),
  ];
}

function alterEach(things: string, role: string): string {
  return `DO $$ DECLARE one record; BEGIN FOR one IN ${things} LOOP EXECUTE 'ALTER ' || one.thing || ' OWNER TO ${role}'; END LOOP; END $$`;
}

function unless(found: string, statement: string): string {
  return `DO $$ BEGIN IF NOT EXISTS (${found}) THEN ${statement}; END IF; END $$`;
}
