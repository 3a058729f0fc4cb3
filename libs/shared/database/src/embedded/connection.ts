/** The database of the platform in an embedded server. */
export const EMBEDDED_DATABASE = 'rookery';

/** Where an embedded server listens: a socket in a folder that is its user's alone. */
export interface Connection {
  readonly socketFolder: string;
  /** Names the socket in its folder; a number of PostgreSQL's, and no port of TCP. */
  readonly port: number;
}

/** The connection as a URL of libpq. There is no password: the system says who calls. */
export function connectionUrl({ socketFolder, port }: Connection, role: string, database: string): string {
  return `postgresql://${role}@${encodeURIComponent(socketFolder)}:${port}/${database}`;
}
