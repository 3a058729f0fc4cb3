/** What a sign of an attack is (contract: rookery.judge.v1.AttackSignKind). */
export type SignKind =
  | 'override'
  | 'score_request'
  | 'forged_verdict'
  | 'forged_channel'
  | 'addresses_judge'
  | 'authority'
  | 'hidden_text'
  | 'encoded_text'
  | 'denial'
  | 'flood'
  | 'gibberish'
  | 'hollow';
