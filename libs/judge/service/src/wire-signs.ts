import { attackSigns, type Sign, type SignKind } from '@rookery/judge-attack-signs';
import {
  type AttackSign,
  AttackSignKind,
  type JudgeRequest,
  JudgedMaterial,
} from '@rookery/shared-contracts';
import type { Profile } from '@rookery/shared-scenario';

const KINDS: Readonly<Record<SignKind, AttackSignKind>> = {
  override: AttackSignKind.OVERRIDE,
  score_request: AttackSignKind.SCORE_REQUEST,
  forged_verdict: AttackSignKind.FORGED_VERDICT,
  forged_channel: AttackSignKind.FORGED_CHANNEL,
  addresses_judge: AttackSignKind.ADDRESSES_JUDGE,
  authority: AttackSignKind.AUTHORITY,
  hidden_text: AttackSignKind.HIDDEN_TEXT,
  encoded_text: AttackSignKind.ENCODED_TEXT,
  denial: AttackSignKind.DENIAL,
  flood: AttackSignKind.FLOOD,
  gibberish: AttackSignKind.GIBBERISH,
  hollow: AttackSignKind.HOLLOW,
};

const MATERIALS: Readonly<Record<Sign['material'], JudgedMaterial>> = {
  response: JudgedMaterial.RESPONSE,
  query: JudgedMaterial.QUERY,
  profile: JudgedMaterial.PROFILE,
};

/** Signs of attacks in what a request has judged, as the contract has them. */
export function wireSigns({ query, response }: JudgeRequest, profile: Profile): AttackSign[] {
  return attackSigns(query, profile, response).map(({ kind, material }) => ({
    kind: KINDS[kind],
    material: MATERIALS[material],
  }));
}
