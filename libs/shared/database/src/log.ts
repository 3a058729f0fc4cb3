/** What this library needs of a logger; a pino logger fits as it is. */
export interface DatabaseLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
