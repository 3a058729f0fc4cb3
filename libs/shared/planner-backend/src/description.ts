import type { DescribeResponse, ParameterSpec } from '@rookery/shared-contracts';
import { parameterFromWire, parameterToWire } from './parameter-wire.ts';
import { wrongWith } from './parameters.ts';
import type { PlannerCapabilities, PlannerDescription } from './planner-search.ts';
import { PROTOCOL_VERSION } from './search-messages.ts';

const NAME = /^[a-z0-9-]{1,100}$/;
const PARAMETER_NAME = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;
const MOST = 64;

/** What a backend's description breaks, the version apart; empty: nothing. */
export function brokenByDescription({
  name,
  description,
  parameters,
  capabilities,
}: DescribeResponse): string[] {
  const broken: string[] = [];
  if (!NAME.test(name)) broken.push('name is not 1 to 100 characters of a-z, 0-9 and dashes');
  if (description === '') broken.push('description is empty');
  if (capabilities === undefined) broken.push('capabilities are not set');
  else broken.push(...brokenByCapabilities(capabilities));
  const names = parameters.map((parameter) => parameter.name);
  if (new Set(names).size < names.length) broken.push('a parameter is described twice');
  return [...broken, ...parameters.flatMap(brokenByParameter)];
}

function brokenByCapabilities({ maxAttributes, maxDepth }: PlannerCapabilities): string[] {
  const inRange = (value: number) => value >= 1 && value <= MOST;
  return [
    ...(inRange(maxAttributes) ? [] : [`max_attributes is ${maxAttributes}, not in 1..${MOST}`]),
    ...(inRange(maxDepth) ? [] : [`max_depth is ${maxDepth}, not in 1..${MOST}`]),
  ];
}

function brokenByParameter(spec: ParameterSpec, index: number): string[] {
  const where = PARAMETER_NAME.test(spec.name) ? spec.name : `parameters[${index}]`;
  if (where !== spec.name) return [`${where}: name is not letters, digits and underscores`];
  if (spec.description === '') return [`${where}: description is empty`];
  const info = parameterFromWire(spec);
  if (info === undefined) return [`${where}: no type is set`];
  if (info.type === 'choice' && (info.options?.includes('') ?? true)) return [`${where}: an option is empty`];
  const wrong = wrongWith(info, info.default);
  return wrong === undefined ? [] : [`${where}: the default ${wrong}`];
}

/** What a description of a planner of this process breaks: the same rules. */
export function describedWrongly({
  name,
  description,
  parameters,
  capabilities,
}: PlannerDescription): string[] {
  const wire = parameters.map(parameterToWire);
  return brokenByDescription({
    protocolVersion: PROTOCOL_VERSION,
    name,
    description,
    parameters: wire,
    capabilities,
  });
}

/** The platform's form of a description that breaks nothing. */
export function describedBy(name: string, response: DescribeResponse): PlannerDescription {
  const { maxAttributes = 0, maxDepth = 0, distinctSubsets = false } = response.capabilities ?? {};
  return {
    name,
    title: response.name,
    description: response.description,
    parameters: response.parameters.flatMap((spec) => parameterFromWire(spec) ?? []),
    presets: [],
    // The protocol has neither costs nor libraries.
    weighsCosts: false,
    learnsFromLibraries: false,
    capabilities: { maxAttributes, maxDepth, distinctSubsets },
  };
}

/** What to say of a backend of another version; undefined: it speaks ours. */
export function otherVersion({ protocolVersion }: DescribeResponse): string | undefined {
  if (protocolVersion === PROTOCOL_VERSION) return undefined;
  return `speaks version ${protocolVersion} of the protocol; this platform speaks ${PROTOCOL_VERSION}`;
}
