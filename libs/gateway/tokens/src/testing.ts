import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

interface Signing {
  readonly kid: string;
  readonly alg: string;
  readonly key: CryptoKey;
  readonly shown: JWK;
}

export interface TokenWish {
  /** Over those of a good one; undefined takes one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Seconds from now. */
  readonly endsIn?: number;
  readonly alg?: string;
  /** Says that it was signed with another key than it was. */
  readonly kid?: string;
}

/** An issuer of a test's own, by real HTTP: discovery, keys, tokens. */
export class TestIssuer implements AsyncDisposable {
  readonly url: string;
  /** What was asked for, in its order. */
  readonly asked: string[] = [];
  /** How it answers instead; not set: as an issuer does. */
  answers: 'nothing' | 'too much' | 'badly' | 'elsewhere' | 'of another' | 'no keys' | undefined;
  readonly #server: Server;
  #keys: Signing[] = [];

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<TestIssuer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = new TestIssuer(server);
    await issuer.rotate();
    server.on('request', (request, response) => {
      issuer.asked.push(request.url ?? '');
      const { answers, url } = issuer;
      if (answers === 'nothing') return;
      if (answers === 'badly') return void response.writeHead(500).end();
      if (answers === 'elsewhere') return void response.writeHead(302, { location: `${url}/other` }).end();
      if (answers === 'too much') return void response.end(`{"keys":[],"more":"${'x'.repeat(2 ** 20)}"}`);
      const found =
        request.url === '/.well-known/openid-configuration'
          ? { issuer: answers === 'of another' ? 'https://other.example' : url, jwks_uri: `${url}/keys` }
          : { keys: answers === 'no keys' ? 'none' : issuer.#keys.map(({ shown }) => shown) };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(found));
    });
    return issuer;
  }

  /** New keys, one for each of RS256 and ES256, instead of those that there were. */
  async rotate(): Promise<void> {
    const made = ['RS256', 'ES256'].map(async (alg) => {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const kid = `${alg}-${Math.random().toString(36).slice(2)}`;
      return { kid, alg, key: privateKey, shown: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
    });
    this.#keys = await Promise.all(made);
  }

  /** A token of `user-1` for `rookery` with the role `read`, unless the wish says otherwise. */
  token({ claims = {}, endsIn = 600, alg = 'RS256', kid }: TokenWish = {}): Promise<string> {
    const signing = this.#keys.find((one) => one.alg === alg);
    if (signing === undefined) throw new TypeError(`no key for ${alg}`);
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      iss: this.url,
      aud: 'rookery',
      sub: 'user-1',
      roles: ['read'],
      iat: now,
      exp: now + endsIn,
      ...claims,
    })
      .setProtectedHeader({ alg, kid: kid ?? signing.kid })
      .sign(signing.key);
  }

  /** One whose signature is made with what everybody can read. */
  async signedWithPublicKey(): Promise<string> {
    const shown = this.#keys.find(({ alg }) => alg === 'RS256')?.shown;
    const token = new SignJWT({ iss: this.url, aud: 'rookery', sub: 'user-1', roles: ['operate'] });
    token
      .setExpirationTime('10m')
      .setProtectedHeader({ alg: 'HS256', ...(shown?.kid && { kid: shown.kid }) });
    return token.sign(new TextEncoder().encode(String(shown?.n).slice(0, 64)));
  }

  /** How often its keys were asked for. */
  get timesAsked(): number {
    return this.asked.filter((path) => path === '/keys').length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
