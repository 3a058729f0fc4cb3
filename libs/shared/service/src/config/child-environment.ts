/**
 * The environment of a child process: this process's own with some variables replaced. Here, because environment
 * variables are read in one place.
 */
export function childEnvironment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...variables };
}
