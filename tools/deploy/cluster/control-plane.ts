import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api, NAMESPACE } from './api.ts';
import { programAt, type Program } from './binaries.ts';

/** etcd, the API server and the scheduler of Kubernetes, as processes of this machine: a cluster but for nodes and controllers. */
export class ControlPlane implements AsyncDisposable {
  readonly api: Api;
  /** The folder of its state and logs. */
  readonly folder: string;
  readonly #processes: ChildProcess[] = [];

  private constructor(folder: string, api: Api) {
    this.folder = folder;
    this.api = api;
  }

  /** @throws Error when one of them does not come up */
  static async start(): Promise<ControlPlane> {
    const folder = mkdtempSync(join(tmpdir(), 'rookery-cluster-'));
    const [etcdPort = 0, peerPort = 0, apiPort = 0] = await Promise.all([freePort(), freePort(), freePort()]);
    const token = randomBytes(24).toString('hex');
    const plane = new ControlPlane(folder, new Api(apiPort, token));
    try {
      await plane.#start({ etcdPort, peerPort, apiPort, token });
      return plane;
    } catch (caught) {
      await plane[Symbol.asyncDispose]();
      throw caught;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#processes.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #start(at: { etcdPort: number; peerPort: number; apiPort: number; token: string }): Promise<void> {
    const file = (name: string): string => join(this.folder, name);
    const [clients, peers] = [at.etcdPort, at.peerPort].map((port) => `http://127.0.0.1:${port}`);
    this.#spawn('etcd', [
      `--data-dir=${file('etcd')}`,
      ...[`--listen-client-urls=${clients}`, `--advertise-client-urls=${clients}`],
      ...[`--listen-peer-urls=${peers}`, `--initial-advertise-peer-urls=${peers}`],
      ...[`--initial-cluster=default=${peers}`, '--unsafe-no-fsync'],
    ]);
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    writeFileSync(file('account.pub'), publicKey);
    writeFileSync(file('account.key'), privateKey, { mode: 0o600 });
    writeFileSync(file('tokens.csv'), `${at.token},admin,admin,"system:masters"\n`, { mode: 0o600 });
    this.#spawn('kube-apiserver', [
      ...[`--etcd-servers=${clients}`, '--bind-address=127.0.0.1', `--secure-port=${at.apiPort}`],
      ...[`--cert-dir=${file('certificates')}`, `--token-auth-file=${file('tokens.csv')}`],
      ...[
        `--service-account-key-file=${file('account.pub')}`,
        `--service-account-signing-key-file=${file('account.key')}`,
      ],
      ...[
        '--service-account-issuer=https://kubernetes.default.svc',
        '--service-cluster-ip-range=10.0.0.0/16',
      ],
      // Without controllers no account has a token, and no node loses the taint of a new one.
      ...['--authorization-mode=RBAC', '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition'],
    ]);
    await this.api.eventually('the API server is ready', async () => {
      this.#checkAlive();
      return this.api.call('GET', '/readyz').catch(() => undefined);
    });
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'test',
          cluster: { server: `https://127.0.0.1:${at.apiPort}`, 'insecure-skip-tls-verify': true },
        },
      ],
      users: [{ name: 'admin', user: { token: at.token } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
      'current-context': 'test',
    };
    writeFileSync(file('kubeconfig.yaml'), JSON.stringify(kubeconfig), { mode: 0o600 });
    this.#spawn('kube-scheduler', [
      ...[`--kubeconfig=${file('kubeconfig.yaml')}`, '--leader-elect=false', '--secure-port=0'],
    ]);
    // The strictest of the pod security standards: the API server itself refuses what breaks it.
    await this.api.apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACE, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    });
    this.#checkAlive();
  }

  #spawn(program: Program, words: readonly string[]): void {
    const child = spawn(programAt(program), words, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(join(this.folder, `${program}.log`));
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    this.#processes.push(child);
  }

  #checkAlive(): void {
    const dead = this.#processes.find(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
    if (dead !== undefined) throw new Error(`${dead.spawnfile} ended: see the logs in ${this.folder}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
