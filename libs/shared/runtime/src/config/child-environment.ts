/** The environment for a child process: this process's own, with `variables` on top. */
export function childEnvironment(
  variables: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  return { ...process.env, ...variables };
}
