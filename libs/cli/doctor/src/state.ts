import { lookAtDatabase, type DatabaseLook } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import { standingJobs, type StandingJob } from '@rookery/shared-jobs';
import { contentsFinding, lookAtContents, type Contents } from './contents.ts';
import { broken, off, ok, unknown, warning, type Finding } from './finding.ts';

/** A job that does not move for so long stands still, in seconds. */
const STANDING_SECONDS = 120;
/** Share of the connections from which on there may soon be none left. */
const CROWDED = 0.8;
/** Clocks that are further apart give leases and deadlines other lengths than were meant, in milliseconds. */
const CLOCK_SKEW_MS = 2_000;

interface StateOptions {
  readonly databaseUrl: string | undefined;
  readonly dataFolder: string;
  /** A platform runs here that must have it. */
  readonly isNeeded: boolean;
}

/** The database, and the jobs in it. */
export async function checkState({ databaseUrl, dataFolder, isNeeded }: StateOptions): Promise<Finding[]> {
  let standing: StandingJob[] = [];
  let contents: Contents[] = [];
  let look: DatabaseLook;
  try {
    look = await lookAtDatabase(
      { DATABASE_URL: databaseUrl, ROOKERY_DATA: dataFolder },
      async (ask, { schemas }) => {
        standing = await standingJobs(
          ask,
          schemas.map(({ name }) => name),
          STANDING_SECONDS,
        );
        contents = await lookAtContents(ask);
      },
    );
  } catch (caught) {
    return [broken('database', asRookeryError(caught).message, 'see docs/databases.md'), notLookedAt()];
  }
  if (look.state === 'unusable') {
    const todo = 'start it, or correct DATABASE_URL; docs/databases.md says what it needs';
    const own = `look into ${look.location}/server.log`;
    return [
      broken(
        'database',
        `PostgreSQL at ${look.location}: ${look.why}`,
        databaseUrl === undefined ? own : todo,
      ),
      notLookedAt(),
    ];
  }
  if (look.state === 'not running') {
    const says = `the PostgreSQL of ${look.location} does not run`;
    const finding = isNeeded
      ? broken(
          'database',
          `${says}, though a platform does`,
          `stop that platform and start it again; look into ${look.location}/server.log`,
        )
      : off('database', says, 'it starts with the platform');
    return [finding, notLookedAt()];
  }
  return [...databaseFindings(look), jobFinding(standing), ...contents.map(contentsFinding)];
}

const notLookedAt = (): Finding => unknown('jobs', 'cannot be looked at without the database');

function databaseFindings(look: Extract<DatabaseLook, { state: 'there' }>): Finding[] {
  const { version, location, bytes, schemas, connections, mostConnections } = look;
  const findings: Finding[] = [];
  if (look.readOnly) {
    findings.push(
      broken(
        'database',
        `PostgreSQL ${version} at ${location} takes no writes`,
        'let DATABASE_URL lead to the primary; a standby cannot be used',
      ),
    );
  } else {
    findings.push(ok('database', `PostgreSQL ${version} at ${location}, ${(bytes / 1e6).toFixed(0)} MB`));
  }
  const crowd = `${connections} of ${mostConnections} connections are in use`;
  findings.push(
    connections > CROWDED * mostConnections
      ? warning('database', crowd, 'raise max_connections, or put a pooler before it (docs/databases.md)')
      : ok('connections', crowd),
  );
  const counted = schemas.map(({ name, migrations }) => `${name} ${migrations}`).join(', ');
  findings.push(
    schemas.length === 0
      ? off(
          'migrations',
          'no service has been started on this database yet',
          'the first start makes what it needs',
        )
      : ok('migrations', `steps that each service's schema has had: ${counted}`),
  );
  const { clockAheadMs, clockErrorMs } = look;
  findings.push(clockFinding('the database', clockAheadMs, clockErrorMs));
  return findings;
}

/** @param aheadMs of this machine's clock, give or take `errorMs` */
export function clockFinding(whose: string, aheadMs: number, errorMs: number): Finding {
  const apart = Math.max(0, Math.abs(aheadMs) - errorMs);
  if (apart <= CLOCK_SKEW_MS) return ok('clocks', `${whose} and this machine agree`);
  const way = aheadMs > 0 ? 'ahead of' : 'behind';
  return broken(
    'clocks',
    `the clock of ${whose} is ${(apart / 1000).toFixed(1)} s ${way} this machine's`,
    'let both be set by the same time service (NTP)',
  );
}

function jobFinding(standing: readonly StandingJob[]): Finding {
  const [first] = standing;
  if (first === undefined) return ok('jobs', 'none stands still');
  const waits = first.waitsFor.length === 0 ? 'nobody works on it' : `it waits: ${first.waitsFor.join('; ')}`;
  const more = standing.length === 1 ? '' : `, and ${standing.length - 1} more`;
  return warning(
    'jobs',
    `${first.name} has not moved for ${Math.round(first.sinceSeconds / 60)} min (${waits})${more}`,
    'see that its service runs and what it waits for is there; or cancel it',
  );
}
