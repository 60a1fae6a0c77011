// eIM configuration operations of a package: add, update, delete and list the eIMs a card obeys.
// SGP.32 §2.11.1.1 (Eco), §2.11.2.1.

import { formatHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { EimConfigurationData } from '@holdfast/gsma/sgp32/eim-configuration.ts'
import { eimConfigurationData } from '@holdfast/gsma/sgp32/eim-configuration.ts'
import type { Eco } from '@holdfast/gsma/sgp32/euicc-package.ts'
import type { EuiccResultData } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import { euiccResultData } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import { admitEim, configurationOf, isCounter, knowsCi } from './eim-association.ts'
import type { OperationResult } from './package-operations.ts'
import { encodeNumber } from './package-result.ts'
import type { Turn } from './turn.ts'

/** Carries out one eCO. */
export function configureEim(turn: Turn, operation: Eco): OperationResult {
  switch (operation.kind) {
    case 'addEim':
      return addEim(turn, operation.value)
    case 'deleteEim':
      return deleteEim(turn, operation.value.eimId)
    case 'updateEim':
      return updateEim(turn, operation.value)
    case 'listEim':
      return { result: tlv(0xab, encodeList(turn)), failed: false }
  }
}

function addEim(turn: Turn, wanted: EimConfigurationData): OperationResult {
  const { nvm } = turn
  const told = (value: Extract<EuiccResultData, { kind: 'addEimResult' }>['value']): Uint8Array =>
    encode(euiccResultData, { kind: 'addEimResult', value })
  const exists = nvm.eims.some((eim) => eim.eimId === wanted.eimId)
  if (exists) return { result: told({ kind: 'addEimResultCode', value: 2 }), failed: true }
  const added = admitEim(turn, wanted, nvm)
  if (added.kind === 'refused') {
    return { result: told({ kind: 'addEimResultCode', value: added.code }), failed: true }
  }
  const { eim, nextAssociationToken } = added
  const { associationToken } = eim
  const result =
    associationToken === undefined
      ? told({ kind: 'addEimResultCode', value: 0 })
      : told({ kind: 'associationToken', value: associationToken })
  return { result, failed: false, change: { eims: [...nvm.eims, eim], nextAssociationToken } }
}

/** Deleting the last eIM succeeds with its own code: AddInitialEim is then accepted again. */
function deleteEim(turn: Turn, eimId: string): OperationResult {
  const eims = turn.nvm.eims.filter((eim) => eim.eimId !== eimId)
  const found = eims.length < turn.nvm.eims.length
  const code = found ? (eims.length === 0 ? 2 : 0) : 1
  const result = encode(euiccResultData, { kind: 'deleteEimResult', value: code })
  return { result, failed: !found, ...(found ? { change: { eims } } : {}) }
}

function updateEim(turn: Turn, wanted: EimConfigurationData): OperationResult {
  const told = (value: number): OperationResult => ({
    result: encode(euiccResultData, { kind: 'updateEimResult', value }),
    failed: value !== 0,
  })
  const known = turn.nvm.eims.find((eim) => eim.eimId === wanted.eimId)
  if (!known) return told(1)
  if (!knowsCi(turn, wanted)) return told(3)
  const { counterValue = known.counterValue, associationToken: _kept, ...given } = wanted
  if (!isCounter(counterValue)) return told(6)
  const merged = { ...configurationOf(known), ...given }
  const configuration = formatHex(encode(eimConfigurationData, merged))
  const eims = turn.nvm.eims.map((eim) =>
    eim === known ? { ...eim, configuration, counterValue } : eim,
  )
  return { ...told(0), change: { eims } }
}

/** The type of an eimId has tag 84 in v1.0 and 82 since. */
function encodeList(turn: Turn): Uint8Array {
  const typeTag = turn.model.edition === 'v1.0' ? 0x84 : 0x82
  const entries = turn.nvm.eims.map((eim) => {
    const { eimIdType } = configurationOf(eim)
    const id = tlv(0x80, new TextEncoder().encode(eim.eimId))
    const type = eimIdType === undefined ? [] : [tlv(typeTag, encodeNumber(eimIdType))]
    return tlv(0x30, id, ...type)
  })
  return tlv(0xa0, ...entries)
}
