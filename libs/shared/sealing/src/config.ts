import { z } from 'zod';

/** Where the keys above those of contents are: the variable ROOKERY_CONTENT_KEYS. */
export const contentKeysFolder = z
  .string()
  .optional()
  .describe(
    'a folder outside of the database for the keys above those that sessions, paths, queries of comparisons, scenarios and results are encrypted with, which all planner and benchmark processes share and may write; not set: they are stored as they are. `rookery up` uses content-keys in its data folder',
  );
