import fc from 'fast-check';
import { METHODS } from '../platform/contracts.ts';

/** A call that is HTTP/2 as it should be, and gRPC as it should not. */
export interface SpokenInput {
  readonly kind: 'spoken';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The whole body, in base64. */
  readonly body: string;
  readonly ends: boolean;
}

const path = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...METHODS.map((method) => method.path)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '/',
      '//',
      '/x',
      '/a/b/c',
      '/rookery.planner.v1.PlannerService/',
      '/%00/%ff',
      `/${'x'.repeat(9_000)}/y`,
      '/__proto__/constructor',
      '/rookery.judge.v1.JudgeService/toString',
      '*',
    ),
  },
);

const VALUES: Readonly<Record<string, readonly string[]>> = {
  'grpc-timeout': ['1n', '0S', '-1S', '99999999H', '999999999S', '1', 'S', '1x', ' 1S', '١S'],
  'grpc-encoding': ['identity', 'gzip', 'deflate', 'zstd', 'x', ''],
  'content-type': [
    'application/grpc+proto',
    'application/grpc+json',
    'application/grpc-web',
    'application/json',
    'application/grpc;x',
    '',
  ],
  'content-encoding': ['gzip', 'br'],
  te: ['gzip', 'trailers, deflate', ''],
  'x-request-id': ['', 'x'.repeat(5_000), 'a b', '💔', '\x01'],
  traceparent: ['00-00000000000000000000000000000000-0000000000000000-00', 'x', '00-' + 'f'.repeat(60)],
  'x-api-key': ['', 'wrong', 'x'.repeat(10_000)],
  authorization: [
    '',
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Basic eDp5',
    'bearer a.b.c',
    `Bearer ${'x'.repeat(20_000)}`,
  ],
  'rookery-caller': ['operator', 'x'],
  'rookery-internal-deadline': ['0', 'NaN'],
  'grpc-status-details-bin': ['!!!', 'AAAA'],
  'x-bin': ['!!!', '%%', 'A'],
  padding: ['x'.repeat(8_000), 'x'.repeat(31_000)],
  'content-length': ['0', '5', '99999999999999999999', '-1', 'x'],
};
const header = fc
  .constantFrom(...Object.keys(VALUES))
  .chain((name) => fc.constantFrom(...(VALUES[name] ?? [])).map((value): [string, string] => [name, value]));

/** A head of gRPC and what comes after it, which need not fit. */
const frame = fc
  .record({
    flag: fc.constantFrom(0, 0, 0, 1, 2, 255),
    length: fc.constantFrom(0, 1, 5, 100, 16_777_216, 16_777_217, 0x7fff_ffff, 0xffff_ffff),
    fits: fc.boolean(),
    payload: fc.uint8Array({ maxLength: 30 }),
  })
  .map(({ flag, length, fits, payload }) => {
    const head = Buffer.alloc(5);
    head.writeUInt8(flag, 0);
    head.writeUInt32BE(fits ? payload.length : length, 1);
    return Buffer.concat([head, payload]);
  });

export const spokenInput: fc.Arbitrary<SpokenInput> = fc.record({
  kind: fc.constant('spoken' as const),
  path,
  headers: fc.array(header, { maxLength: 3 }).map((all) => Object.fromEntries(all)),
  body: fc.tuple(fc.array(frame, { maxLength: 3 }), fc.constantFrom(0, 0, 0, 1, 4)).map(([frames, cut]) => {
    const whole = Buffer.concat(frames);
    return whole.subarray(0, Math.max(0, whole.length - cut)).toString('base64');
  }),
  ends: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn > 0),
});
