// The factory: a device's card with the profile it ships with and, once somebody tells which eIM,
// the association with it. SGP.32 §3.5.1 (initial association).

import { formatHex } from '@holdfast/asn1/hex.ts'
import { encodeIccid, type Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { answerCommand } from '../card/answer-command.ts'
import type { Card, Entropy } from '../card/card.ts'
import { type CardModel, cardModel } from '../card/card-model.ts'
import { footprintOf } from '../card/memory.ts'
import { newCard, testIdentity } from '../card/new-card.ts'
import { blankNvm, type StoredProfile } from '../card/nvm.ts'
import { find, parseTlv } from '../ipa/tlv-tree.ts'
import type { TestPki } from '../pki/test-pki.ts'
import { describeProfile, encodeMetadata } from '../smdp/profile-metadata.ts'
import type { DevicePlan } from '../world/device-plan.ts'
import { smdpAddresses } from '../world/operators.ts'

const factoryProfileSize = 12_000
/** GFM: an element that the built-in profiles have, beyond what a card can do without. */
export const optionalElementTag = 0xa1

/** The card of a device as it leaves the factory, without an eIM. */
export function factoryCard(plan: DevicePlan, pki: TestPki): Card {
  const model = modelOf(plan)
  const blank = blankNvm()
  const nvm = { ...blank, profiles: [factoryProfile(plan)], nextInstance: 1 }
  return newCard(testIdentity(plan.eid, pki), model, nvm)
}

function modelOf(plan: DevicePlan): CardModel {
  const { card, traits, form } = plan
  const used = footprintOf(factoryProfileSize)
  return cardModel(
    {
      edition: traits.dialect,
      form: form === 'integrated' ? 'integrated' : 'discrete',
      ...(card.system === undefined ? {} : { firmwareVersion: card.system }),
      memorySize: card.full ? used + 2048 : 512 * 1024,
    },
    {
      reportsInstallErrorWrongly: card.reportsWrongly,
      unknownProfileElements: card.unknownElement ? [optionalElementTag] : [],
      nestsCertificates: card.oddEncodings,
      sendsBareResults: card.oddEncodings,
      enableIsLostAtReset: card.flipFlop,
    },
  )
}

function factoryProfile(plan: DevicePlan): StoredProfile {
  const { factoryIccid, from, card, traits } = plan
  const address = smdpAddresses[from.smdp]
  const described = describeProfile(from.name, address, { fallbackAllowed: true })
  return {
    iccid: formatHex(encodeIccid(factoryIccid as Iccid)),
    isdpAid: 'A0000005591010FFFFFFFF8900001000',
    state: 'enabled',
    metadata: formatHex(encodeMetadata(factoryIccid as Iccid, described)),
    footprint: footprintOf(factoryProfileSize),
    fallbackAttribute: card.factoryFallback && traits.dialect !== 'v1.0',
  }
}

/** The card with its first eIM (AddInitialEimRequest, BF57). @throws Error when it refuses */
export function associateCard(card: Card, request: Uint8Array, entropy: Entropy): Card {
  const answer = answerCommand(card, request, entropy)
  const told = answer.reply.kind === 'data' ? parseTlv(answer.reply.bytes) : undefined
  if (!find(told, 0xa0)) {
    throw new Error(`the card refused its eIM: ${told ? formatHex(told.bytes) : 'status word'}`)
  }
  return answer.card
}
