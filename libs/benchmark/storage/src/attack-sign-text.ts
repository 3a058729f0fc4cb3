import {
  attackSignKindFromJSON,
  attackSignKindToJSON,
  judgedMaterialFromJSON,
  judgedMaterialToJSON,
  type AttackSign,
} from '@rookery/shared-contracts';

/** A sign as a row keeps it, by the contract's names: `ATTACK_SIGN_KIND_OVERRIDE JUDGED_MATERIAL_RESPONSE`. */
export function attackSignText({ kind, material }: AttackSign): string {
  return `${attackSignKindToJSON(kind)} ${judgedMaterialToJSON(material)}`;
}

/** The sign that a row keeps; names that nobody knows any more are UNRECOGNIZED. */
export function attackSignIn(text: string): AttackSign {
  const [kind, material] = text.split(' ');
  return { kind: attackSignKindFromJSON(kind), material: judgedMaterialFromJSON(material) };
}
