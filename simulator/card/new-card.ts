// A card from the factory, or one taken out of a drawer: an identity under one or more CIs, a model,
// and what it kept. Keys and certificates are made when the card first signs.

import { completeEid, type Eid } from '@holdfast/gsma/ids/eid.ts'
import type { TestPki } from '../pki/test-pki.ts'
import type { Card, CardCredential, CardIdentity, TrustedCi } from './card.ts'
import { emptyRam } from './card.ts'
import type { CardModel } from './card-model.ts'
import { standardModel } from './card-model.ts'
import type { CardNvm } from './nvm.ts'
import { blankNvm } from './nvm.ts'

/** The card's trust in a test CI, with its own credentials under it. */
export function ciOf(pki: TestPki, eid: Eid): TrustedCi {
  let made: CardCredential | undefined
  return {
    keyId: pki.ci.keyId,
    certificate: pki.ci.certificate,
    credential: () => {
      if (!made) {
        const { key, certificate, eumCertificate } = pki.card(eid)
        made = { key, euiccCertificate: certificate, eumCertificate }
      }
      return made
    },
  }
}

/** A card known to these test CIs, the first of them preferred. */
export const testIdentity = (eid: Eid, ...pkis: readonly TestPki[]): CardIdentity => ({
  eid,
  cis: pkis.map((pki) => ciOf(pki, eid)),
})

/** A card with power and without a session. */
export const newCard = (
  identity: CardIdentity,
  model: CardModel = standardModel,
  nvm: CardNvm = blankNvm(),
): Card => ({ identity, model, nvm, ram: emptyRam })

/** The n-th EID of the test card maker: prefix 89049032, a serial number, check digits. */
export const testEid = (serial: number, prefix = '89049032'): Eid =>
  completeEid(`${prefix}${String(serial).padStart(22, '0')}`)
