import { freePort } from '@rookery/shared-runtime';
import { type PythonPackages, pythonWith } from './python-environment.ts';
import { PythonServer } from './python-server.ts';

/** vLLM's own router, which stands between a worker and several servers of one model. */
export const ROUTER_PACKAGES: PythonPackages = {
  name: 'router',
  what: 'vllm-router, 130 MB,',
  withDependencies: true,
};

/** A router in front of model servers. */
export class Router {
  /** For OPENAI_BASE_URL. */
  readonly baseUrl: string;
  readonly #server: PythonServer;

  private constructor(baseUrl: string, server: PythonServer) {
    this.baseUrl = baseUrl;
    this.#server = server;
  }

  /**
   * Installs it where that has not been done, and starts it.
   * @param servers their addresses, without a path
   * @throws NoEngine where it cannot be installed
   */
  static async start(log: (line: string) => void, servers: readonly string[]): Promise<Router> {
    const python = pythonWith(ROUTER_PACKAGES, log);
    const [port, metricsPort] = [await freePort(), await freePort()];
    const settings = {
      host: '127.0.0.1',
      port,
      'prometheus-port': metricsPort,
      policy: 'round_robin',
      'log-level': 'warning',
      'worker-startup-check-interval': 1,
    };
    const args = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]);
    const address = `http://127.0.0.1:${port}`;
    const server = await PythonServer.start(
      python,
      ['-m', 'vllm_router.launch_router', '--worker-urls', ...servers, ...args],
      `${address}/v1/models`,
    );
    return new Router(`${address}/v1`, server);
  }

  /** The end of what it has written. */
  get output(): string {
    return this.#server.output;
  }

  kill(): Promise<void> {
    return this.#server.kill();
  }
}
