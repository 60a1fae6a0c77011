// The eIMs a card obeys: their keys, counters and tokens, and the functions that add, list, change
// and remove them. SGP.32 §2.11.1.1 (EimConfigurationData, eCOs), §5.9 (AddInitialEim,
// GetEimConfigurationData).

import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { EimConfigurationData } from '@holdfast/gsma/sgp32/eim-configuration.ts'
import {
  addInitialEimRequest,
  eimConfigurationData,
  getEimConfigurationDataRequest,
  getEimConfigurationDataResponse,
} from '@holdfast/gsma/sgp32/eim-configuration.ts'
import type { CardAnswer } from './card.ts'
import type { AssociatedEim, CardNvm } from './nvm.ts'
import { encodeNumber } from './package-result.ts'
import type { Turn } from './turn.ts'

/** SGP.32 §2.11.1.1: counters are positive and have at most 3 octets. */
export const counterValueMax = 0x7fffff

const codes = {
  ok: 0,
  insufficientMemory: 1,
  alreadyExists: 2,
  ciPKUnknown: 3,
  invalidAssociationToken: 5,
  counterValueOutOfRange: 6,
  commandError: 7,
} as const

export type Added =
  | { readonly kind: 'added'; readonly eim: AssociatedEim; readonly nextAssociationToken: number }
  | { readonly kind: 'refused'; readonly code: number }

/** The association that this configuration asks for, or the code that refuses it. Token: R-056. */
export function admitEim(turn: Turn, wanted: EimConfigurationData, nvm: CardNvm): Added {
  const { counterValue, associationToken: asked, ...kept } = wanted
  if (nvm.eims.length >= turn.model.eimCountMax) return refused(codes.insufficientMemory)
  if (!wanted.eimPublicKeyData || counterValue === undefined) return refused(codes.commandError)
  if (!isCounter(counterValue)) return refused(codes.counterValueOutOfRange)
  if (!knowsCi(turn, wanted)) return refused(codes.ciPKUnknown)
  if (turn.model.quirks.strict && asked !== undefined && asked !== -1) {
    return refused(codes.invalidAssociationToken)
  }
  const token = asked === undefined ? {} : { associationToken: nvm.nextAssociationToken }
  const configuration = formatHex(encode(eimConfigurationData, kept))
  return {
    kind: 'added',
    eim: { eimId: wanted.eimId, configuration, counterValue, ...token },
    nextAssociationToken: nvm.nextAssociationToken + (asked === undefined ? 0 : 1),
  }
}

const refused = (code: number): Added => ({ kind: 'refused', code })

export const isCounter = (value: number): boolean => value >= 0 && value <= counterValueMax

/** Whether the card can sign under the CI that the eIM names. */
export const knowsCi = (turn: Turn, { euiccCiPKId }: EimConfigurationData): boolean =>
  !euiccCiPKId ||
  turn.before.identity.cis.some(
    (ci) => ci.credential && formatHex(ci.keyId) === formatHex(euiccCiPKId),
  )

/** The configuration of an associated eIM as it was given, without counter and token. */
export const configurationOf = (eim: AssociatedEim): EimConfigurationData =>
  decode(eimConfigurationData, parseHex(eim.configuration))

/** AddInitialEim (BF57): unsigned, and therefore only while no eIM is associated. */
export function addInitialEim(turn: Turn, command: Uint8Array): CardAnswer {
  const { eimConfigurationDataList } = decode(addInitialEimRequest, command)
  const error = (code: number): CardAnswer =>
    turn.answer(tlv(0xbf57, tlv(0x81, encodeNumber(code))))
  if (turn.nvm.eims.length > 0) return error(codes.alreadyExists)
  if (eimConfigurationDataList.length === 0) return error(codes.commandError)
  let nvm = turn.nvm
  const told: Uint8Array[] = []
  for (const wanted of eimConfigurationDataList) {
    if (nvm.eims.some((eim) => eim.eimId === wanted.eimId)) return error(codes.alreadyExists)
    const added = admitEim(turn, wanted, nvm)
    if (added.kind === 'refused') return error(added.code)
    const { eim, nextAssociationToken } = added
    nvm = { ...nvm, eims: [...nvm.eims, eim], nextAssociationToken }
    const token = eim.associationToken
    told.push(token === undefined ? tlv(0x05) : tlv(0x84, encodeNumber(token)))
  }
  const { eims, nextAssociationToken } = nvm
  turn.commit('eim-associated', { eims, nextAssociationToken })
  return turn.answer(tlv(0xbf57, tlv(0xa0, ...told)))
}

/** GetEimConfigurationData (BF55), of one eIM or of all. */
export function eimConfigurations(turn: Turn, command: Uint8Array): CardAnswer {
  const { searchCriteria } = decode(getEimConfigurationDataRequest, command)
  const listed = turn.nvm.eims.filter(
    (eim) => !searchCriteria || eim.eimId === searchCriteria.value,
  )
  const eimConfigurationDataList = listed.map((eim) => ({
    ...configurationOf(eim),
    counterValue: eim.counterValue,
    ...(eim.associationToken === undefined ? {} : { associationToken: eim.associationToken }),
  }))
  return turn.answer(encode(getEimConfigurationDataResponse, { eimConfigurationDataList }))
}
