import { spawnSync } from 'node:child_process';

/** What a host is linked to others by: one network for services and models, and one that leads to PostgreSQL alone. */
export type Segment = 'services' | 'database';
/** Which packets of a host are lost, as it sees them. */
export type Lost = 'in' | 'out' | 'both';

/** Networks that are set aside for measurements (RFC 2544), so that none of them is somebody's. */
const PREFIXES: Readonly<Record<Segment, string>> = { services: '198.18', database: '198.19' };
const SEGMENTS: readonly Segment[] = ['services', 'database'];
const SWITCH = 'switch';
const MOST_HOSTS = 100;

/**
 * Hosts as network namespaces that a switch joins, this process's own among them. Packets can be lost without a word, one way or both, as they
 * are where a switch or a firewall fails; a cable can be pulled; or few bytes a second pass. Linux with iproute2, as root.
 */
export class Network {
  readonly #names: readonly string[];
  /** Of the two networks, so that several processes have theirs at once. */
  readonly #third = process.pid % 254;

  private constructor(names: readonly string[]) {
    this.#names = names;
  }

  /**
   * @param names of the hosts, short ones
   * @throws Error with what `ip` or `tc` said; nothing is left then
   */
  static lay(names: readonly string[]): Network {
    if (names.length > MOST_HOSTS) throw new RangeError(`${names.length} hosts; ${MOST_HOSTS} at most`);
    removeAbandoned();
    const network = new Network(names);
    try {
      network.#build();
    } catch (caught) {
      network.remove();
      throw caught;
    }
    return network;
  }

  /** Of this process in a network. */
  own(segment: Segment): string {
    return `${PREFIXES[segment]}.${this.#third}.1`;
  }

  /** Of a host in a network. */
  addressOf(name: string, segment: Segment = 'services'): string {
    return `${PREFIXES[segment]}.${this.#third}.${10 + this.#numberOf(name)}`;
  }

  /** All addresses of a network, as PostgreSQL writes them. */
  all(segment: Segment): string {
    return `${PREFIXES[segment]}.${this.#third}.0/24`;
  }

  /** A command whose process is on a host. */
  on(name: string, words: readonly string[]): string[] {
    return ['ip', 'netns', 'exec', namespaceOf(name), ...words];
  }

  /** From now on packets between a host and a network are lost, and nobody is told. */
  lose(name: string, segment: Segment, lost: Lost): void {
    const ends = { in: ['far'], out: ['near'], both: ['near', 'far'] } as const;
    for (const end of ends[lost]) this.#discipline(name, segment, end, ['blackhole']);
  }

  /** The host is as if its cable were pulled, which its own kernel sees. */
  unplug(name: string, segment: Segment): void {
    run('ip', '-n', namespaceOf(SWITCH), 'link', 'set', this.#portOf(name, segment), 'down');
  }

  /** Little passes: so many kilobits a second each way, with a queue of up to three seconds, and the rest is lost. */
  slow(name: string, segment: Segment, kilobits: number): void {
    for (const end of ['near', 'far'] as const)
      this.#discipline(name, segment, end, [
        'tbf',
        'rate',
        `${kilobits}kbit`,
        'burst',
        '4kb',
        'latency',
        '3s',
      ]);
  }

  /** All is as it was. */
  mend(name: string): void {
    for (const segment of SEGMENTS) {
      run('ip', '-n', namespaceOf(SWITCH), 'link', 'set', this.#portOf(name, segment), 'up');
      for (const end of ['near', 'far'] as const) {
        const [namespace, device] = this.#endOf(name, segment, end);
        // Where there is none it cannot be taken away.
        spawnSync('tc', ['-n', namespace, 'qdisc', 'del', 'dev', device, 'root'], { stdio: 'ignore' });
      }
    }
  }

  /** Takes it all away; processes that are left on a host have no network any more. */
  remove(): void {
    for (const segment of SEGMENTS) spawnSync('ip', ['link', 'del', ownDevice(segment)], { stdio: 'ignore' });
    for (const name of [...this.#names, SWITCH])
      spawnSync('ip', ['netns', 'del', namespaceOf(name)], { stdio: 'ignore' });
  }

  #build(): void {
    const middle = namespaceOf(SWITCH);
    run('ip', 'netns', 'add', middle);
    for (const segment of SEGMENTS) {
      run('ip', '-n', middle, 'link', 'add', segment, 'type', 'bridge', 'forward_delay', '0');
      run('ip', '-n', middle, 'link', 'set', segment, 'up');
      const [own, port] = [ownDevice(segment), `own-${segment}`];
      run('ip', 'link', 'add', own, 'type', 'veth', 'peer', 'name', port, 'netns', middle);
      run('ip', 'addr', 'add', `${this.own(segment)}/24`, 'dev', own);
      run('ip', 'link', 'set', own, 'up');
      this.#plugIn(port, segment);
    }
    for (const name of this.#names) this.#join(name);
  }

  #join(name: string): void {
    const host = namespaceOf(name);
    run('ip', 'netns', 'add', host);
    run('ip', '-n', host, 'link', 'set', 'lo', 'up');
    for (const segment of SEGMENTS) {
      const port = this.#portOf(name, segment);
      const peer = ['peer', 'name', port, 'netns', namespaceOf(SWITCH)];
      run('ip', '-n', host, 'link', 'add', segment, 'type', 'veth', ...peer);
      run('ip', '-n', host, 'addr', 'add', `${this.addressOf(name, segment)}/24`, 'dev', segment);
      run('ip', '-n', host, 'link', 'set', segment, 'up');
      this.#plugIn(port, segment);
    }
  }

  #plugIn(port: string, segment: Segment): void {
    run('ip', '-n', namespaceOf(SWITCH), 'link', 'set', port, 'master', segment, 'up');
  }

  #discipline(name: string, segment: Segment, end: 'near' | 'far', words: readonly string[]): void {
    const [namespace, device] = this.#endOf(name, segment, end);
    run('tc', '-n', namespace, 'qdisc', 'replace', 'dev', device, 'root', ...words);
  }

  /** What leaves the near end comes from the host, and what leaves the far one goes to it. */
  #endOf(name: string, segment: Segment, end: 'near' | 'far'): readonly [namespace: string, device: string] {
    return end === 'near' ? [namespaceOf(name), segment] : [namespaceOf(SWITCH), this.#portOf(name, segment)];
  }

  #portOf(name: string, segment: Segment): string {
    return `${segment}${this.#numberOf(name)}`;
  }

  #numberOf(name: string): number {
    const number = this.#names.indexOf(name);
    if (number < 0) throw new RangeError(`there is no host ${name}`);
    return number;
  }
}

/** Whether hosts can be made here: Linux, root, and an `ip` and `tc` whose kernel does all that is asked of it. */
export function hasNamespaces(): boolean {
  const looked = 'probe';
  try {
    const network = Network.lay([looked]);
    try {
      network.lose(looked, 'services', 'both');
      network.slow(looked, 'database', 64);
      network.mend(looked);
      return true;
    } finally {
      network.remove();
    }
  } catch {
    return false;
  }
}

const namespaceOf = (name: string, pid = process.pid): string => `rookery-${pid}-${name}`;
const ownDevice = (segment: Segment): string => `rk${process.pid}${segment.charAt(0)}`;

/** Namespaces of processes that were killed before they could take them away. */
function removeAbandoned(): void {
  const { stdout } = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' });
  for (const [, namespace = '', pid = ''] of (stdout ?? '').matchAll(/^(rookery-(\d+)-[\w-]+)/gm)) {
    if (!isAlive(Number(pid))) spawnSync('ip', ['netns', 'del', namespace], { stdio: 'ignore' });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function run(program: string, ...words: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${[program, ...words].join(' ')}: ${error?.message ?? stderr.trim()}`);
}
