<<<<<<< HEAD
/**
 * The environment of a child process: this process's own with some variables replaced. Here, because environment
 * variables are read in one place.
 */
export function childEnvironment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
=======
/** The environment for a child process: this process's own, with `variables` on top. */
export function childEnvironment(
  variables: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
>>>>>>> service
  return { ...process.env, ...variables };
}
