// LoadEuiccPackage (BF51): is this package from an eIM I obey, for me, and new? Then its operations
// in order, each committed with its result, and at the end a signed result that is kept. A cut of
// power leaves the operations done so far and, at the next start, a result that says so.
// SGP.32 §3.3.1, §5.9 (LoadEuiccPackage), §2.11.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { euiccResultData } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import { packageSignatureInput, verifyBytes } from '@holdfast/gsma/signature.ts'
import type { CardAnswer } from './card.ts'
import { configurationOf, counterValueMax } from './eim-association.ts'
import { eimKeyOf } from './eim-key.ts'
import { configureEim } from './eim-operations.ts'
import type { AssociatedEim, PackageUnderWay, ResultContext } from './nvm.ts'
import { isEmergency } from './nvm.ts'
import type { OperationResult, PackageProgress } from './package-operations.ts'
import { carryOut } from './package-operations.ts'
import type { Operation, PackageRequest } from './package-request.ts'
import { packageRequest, readOperations, salvageEimId } from './package-request.ts'
import { settlePackage, signedError, unsignedError } from './package-result.ts'
import { statusWords } from './status-words.ts'
import type { Turn } from './turn.ts'

const errors = {
  invalidEid: 3,
  replay: 4,
  counterOutOfRange: 6,
  sizeOverflow: 15,
  ecallActive: 104,
  undefinedError: 127,
} as const

const terminated = { resultSizeOverflow: 1, unknownOrDamagedCommand: 2, interruption: 3 } as const

export function loadEuiccPackage(turn: Turn, command: Uint8Array): CardAnswer {
  const request = readRequest(command)
  if (!request) {
    const eimId = salvageEimId(command)
    if (!eimId) return turn.refuse(statusWords.wrongContents)
    const told = { eimId: eimId.subarray(2), code: errors.undefinedError }
    return turn.answer(unsignedError(turn, told))
  }
  const admitted = admit(turn, request, command.length)
  if (admitted.kind === 'refused') return turn.answer(admitted.answer)
  return carryOutPackage(turn, admitted.underWay, admitted.operations)
}

function readRequest(command: Uint8Array): PackageRequest | undefined {
  try {
    return decode(packageRequest, command)
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}

type Admission =
  | { readonly kind: 'refused'; readonly answer: Uint8Array }
  | {
      readonly kind: 'admitted'
      readonly underWay: PackageUnderWay
      readonly operations: readonly Operation[]
    }

/** Everything that must hold before a package changes anything; the counter is kept first. */
function admit(turn: Turn, request: PackageRequest, size: number): Admission {
  const { value: asked, bytes: signed } = request.euiccPackageSigned
  const eim = turn.nvm.eims.find((known) => known.eimId === asked.eimId)
  const unsigned = (code: number): Admission => {
    const eimId = new TextEncoder().encode(asked.eimId)
    const { eimTransactionId } = asked
    const { associationToken } = eim ?? {}
    const told = { eimId, eimTransactionId, associationToken, code }
    return { kind: 'refused', answer: unsignedError(turn, told) }
  }
  if (!eim) return unsigned(errors.undefinedError)
  if (size > turn.model.quirks.packageSizeMax) return unsigned(errors.sizeOverflow)
  const key = eimKeyOf(configurationOf(eim))
  const input = packageSignatureInput({ signed, token: eim.associationToken })
  if (!key || !verifyBytes(key, request.eimSignature, input)) return unsigned(errors.undefinedError)
  const context = contextOf(turn, eim, request)
  const refusal = refusalOf(turn, eim, request)
  if (refusal) return { kind: 'refused', answer: signedError(turn, context, refusal) }
  const eims = turn.nvm.eims.map((known) =>
    known === eim ? { ...known, counterValue: asked.counterValue } : known,
  )
  const underWay = { ...context, results: [] }
  turn.commit('package-accepted', { eims, packageUnderWay: underWay, rollback: undefined })
  return { kind: 'admitted', underWay, operations: readOperations(asked.operations) }
}

function contextOf(turn: Turn, eim: AssociatedEim, request: PackageRequest): ResultContext {
  const { counterValue, eimTransactionId } = request.euiccPackageSigned.value
  return {
    eimId: eim.eimId,
    counterValue,
    ...(eimTransactionId ? { eimTransactionId: formatHex(eimTransactionId) } : {}),
    ...(eim.associationToken === undefined ? {} : { associationToken: eim.associationToken }),
    eimSignature: turn.model.edition === 'v1.0' ? formatHex(request.eimSignature) : '',
    credential: turn.signingCi(configurationOf(eim).euiccCiPKId),
  }
}

/** The code that refuses a genuine package; undefined when it is to be carried out. */
function refusalOf(turn: Turn, eim: AssociatedEim, request: PackageRequest): number | undefined {
  const { eidValue, counterValue } = request.euiccPackageSigned.value
  if (isEmergency(turn.nvm)) return errors.ecallActive
  if (formatHex(eidValue) !== formatHex(turn.eid)) return errors.invalidEid
  if (counterValue < 0 || counterValue > counterValueMax) return errors.counterOutOfRange
  return counterValue <= eim.counterValue ? errors.replay : undefined
}

interface Walk extends PackageProgress {
  readonly underWay: PackageUnderWay
  readonly enableCount: number
  readonly disableCount: number
}

function carryOutPackage(
  turn: Turn,
  started: PackageUnderWay,
  operations: readonly Operation[],
): CardAnswer {
  let walk: Walk = { underWay: started, hasSwitched: false, enableCount: 0, disableCount: 0 }
  for (const [index, operation] of operations.entries()) {
    const name = operation.kind === 'damaged' ? 'damaged' : operation.operation.kind
    const done = attempt(turn, operation, walk)
    const result = done?.result ?? terminate(terminated.unknownOrDamagedCommand)
    const isTooLong =
      sizeOf(walk.underWay.results) + result.length > turn.model.quirks.resultSizeMax
    const kept = isTooLong ? terminate(terminated.resultSizeOverflow) : result
    const rollbackToIccid = done?.rollbackToIccid ?? walk.underWay.rollbackToIccid
    const underWay = {
      ...walk.underWay,
      results: [...walk.underWay.results, formatHex(kept)],
      ...(rollbackToIccid === undefined ? {} : { rollbackToIccid }),
    }
    turn.commit(`${index + 1}-${name}`, { ...done?.change, packageUnderWay: underWay })
    walk = {
      underWay,
      hasSwitched: walk.hasSwitched || (done?.switches ?? false),
      enableCount: walk.enableCount + (name === 'enable' ? 1 : 0),
      disableCount: walk.disableCount + (name === 'disable' ? 1 : 0),
    }
    const stops = done?.failed && turn.model.quirks.stopsAtFirstFailure
    if (!done || isTooLong || stops) break
  }
  const { change, bytes } = settlePackage(turn, walk.underWay)
  turn.commit('result-kept', change)
  if (walk.hasSwitched) turn.refresh()
  return turn.answer(bytes)
}

const sizeOf = (results: readonly string[]): number =>
  results.reduce((sum, result) => sum + result.length / 2, 0)

/** The result that ends a list before its time. */
export const terminate = (code: number): Uint8Array =>
  encode(euiccResultData, { kind: 'processingTerminated', value: code })

/** Undefined for what the card cannot carry out, a second enable or disable included. */
function attempt(turn: Turn, operation: Operation, walk: Walk): OperationResult | undefined {
  if (operation.kind === 'damaged') return undefined
  if (operation.kind === 'eco') return configureEim(turn, operation.operation)
  if (operation.operation.kind === 'enable' && walk.enableCount > 0) return undefined
  if (operation.operation.kind === 'disable' && walk.disableCount > 0) return undefined
  return carryOut(turn, operation.operation, walk)
}

/** At power-up: ends a package whose power was cut, with a result that says so. */
export function endInterruptedPackage(turn: Turn): void {
  const { packageUnderWay } = turn.nvm
  if (!packageUnderWay) return
  const note = formatHex(terminate(terminated.interruption))
  const results = [...packageUnderWay.results, note]
  turn.commit(
    'interrupted-result-kept',
    settlePackage(turn, { ...packageUnderWay, results }).change,
  )
}
