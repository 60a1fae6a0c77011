// Between signed packages and the model card of the tests: its commands from what we signed, and
// verified results from what it did.

import { decodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import type { EuiccPackageSigned } from '@holdfast/gsma/sgp32/euicc-package.ts'
import type { SignedResult } from '../apply-result.ts'
import type { Command, Listed, Signed } from './model-card.ts'

/** What the package asks of the model card. */
export function commandOf({ euiccPackage }: EuiccPackageSigned): Command {
  if (euiccPackage.kind !== 'psmoList') throw new Error('only psmoList is sent')
  const [psmo] = euiccPackage.value
  if (!psmo) throw new Error('an empty package')
  const iccid = 'iccid' in psmo.value ? decodeIccid(psmo.value.iccid) : undefined
  return {
    kind: psmo.kind,
    ...(iccid?.ok ? { iccid: iccid.value } : {}),
    ...(psmo.kind === 'enable' && psmo.value.rollbackFlag ? { rollbackFlag: true } : {}),
  }
}

/** What the model card signed, as a verified result. */
export function asResult(signed: Signed): SignedResult {
  const { eimTransactionId, counterValue, seqNumber = 0, results = [], profiles } = signed
  const key = { trust: 'proven', eimTransactionId, counterValue } as const
  if (signed.error !== undefined) return { ...key, kind: 'error', code: signed.error }
  const list = profiles?.map((one: Listed) => ({ ...one, evidence: 'proven' as const, asOf: 0 }))
  return { ...key, kind: 'result', seqNumber, results, ...(list ? { profiles: list } : {}) }
}
