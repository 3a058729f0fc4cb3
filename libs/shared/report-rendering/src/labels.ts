import { Domain, Status } from '@rookery/shared-contracts';

/** The columns of the table, in the paper's order; scenarios without a known domain come last. */
export const DOMAIN_COLUMNS: readonly (readonly [domain: Domain, label: string])[] = [
  [Domain.DOMAIN_RELATIONSHIP, 'Relationship'],
  [Domain.DOMAIN_CAREER, 'Career'],
  [Domain.DOMAIN_FINANCIAL, 'Financial'],
  [Domain.DOMAIN_SOCIAL, 'Social'],
  [Domain.DOMAIN_HEALTH, 'Health'],
  [Domain.DOMAIN_LIFE, 'Life'],
  [Domain.DOMAIN_EDUCATION, 'Education'],
  [Domain.DOMAIN_UNSPECIFIED, 'Unknown'],
];

const STATUS_LABELS: Readonly<Record<Status, string>> = {
  [Status.STATUS_UNSPECIFIED]: '?',
  [Status.STATUS_VANILLA]: 'vanilla',
  [Status.STATUS_CONTEXT_RICH]: 'context-rich',
  [Status.STATUS_AGENT]: 'agent',
  [Status.STATUS_PLANNER]: 'planner',
  [Status.UNRECOGNIZED]: '?',
};

/** How a status is called in the table and on the command line. */
export function statusLabel(status: Status): string {
  return STATUS_LABELS[status];
}
