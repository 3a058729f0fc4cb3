export { isOneOf, isTenants, isTheirQuery, names, queryDigest } from './conditions.ts';
export { Holding, merged, type HoldingParts, type Known } from './holding.ts';
export { holdingHandlers } from './holding-handlers.ts';
export { isPersonal, type OtherPlace, type Person, type PersonalPlace, type Place } from './place.ts';
