import * as contracts from '@rookery/shared-contracts';

/** Which sides of a call are streams. */
export interface MethodShape {
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

interface Contract {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, MethodShape & { readonly name: string }>>;
}

/** All of them, so that a service that is new in the contract has its shapes here by itself. */
const CONTRACTS = Object.values<unknown>(contracts).filter(isContract);

function isContract(value: unknown): value is Contract {
  return typeof value === 'object' && value !== null && 'fullName' in value && 'methods' in value;
}

const SHAPES: ReadonlyMap<string, MethodShape> = new Map(
  CONTRACTS.flatMap(({ fullName, methods }) =>
    Object.values(methods).map((method): [string, MethodShape] => [`/${fullName}/${method.name}`, method]),
  ),
);

/** The shape of the method at a gRPC path; undefined when the contracts have none there. */
export function methodShape(path: string): MethodShape | undefined {
  return SHAPES.get(path);
}
