import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What happens to the bytes of a link: they pass, pass late, or never arrive; or there is no link. */
export type LinkState =
  | { readonly kind: 'open' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** As behind a firewall that drops: connections are made, and nothing ever comes. */
  | { readonly kind: 'silent' }
  /** Connections are lost, and reset when they are made. */
  | { readonly kind: 'cut' };

/** The network between two processes, which a scenario can disturb. */
export class Link {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((near) => this.#join(near));
  readonly #to: number;
  #state: LinkState = { kind: 'open' };
  #port = 0;

  private constructor(to: number) {
    this.#to = to;
  }

  /** @param to a port of the loopback interface, where somebody may or may not listen */
  static async lay(to: number): Promise<Link> {
    const link = new Link(to);
    link.#server.listen(0, '127.0.0.1');
    await once(link.#server, 'listening');
    link.#port = (link.#server.address() as AddressInfo).port;
    return link;
  }

  get port(): number {
    return this.#port;
  }

  set(state: LinkState): void {
    this.#state = state;
    if (state.kind === 'cut') this.#cutAll();
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#cutAll();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    this.#hold(near);
    if (this.#state.kind === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#to, '127.0.0.1');
    this.#hold(far);
    this.#pass(near, far);
    this.#pass(far, near);
    // Where nobody listens the caller is refused, as it would be without the link.
    far.on('error', () => near.destroy());
  }

  #pass(from: Socket, to: Socket): void {
    let before = Promise.resolve();
    from.on('data', (bytes: Buffer) => {
      from.pause();
      before = before.then(() => this.#delivered(bytes, to)).then(() => void from.resume());
    });
    from.on('end', () => void before.then(() => to.end()));
    from.on('close', () => to.destroy());
  }

  async #delivered(bytes: Buffer, to: Socket): Promise<void> {
    while (this.#state.kind === 'silent' && !to.destroyed) await pause(20);
    if (this.#state.kind === 'slow') await pause(this.#state.ms);
    if (to.destroyed || to.write(bytes)) return;
    await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => undefined);
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
