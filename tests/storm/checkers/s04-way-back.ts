// S4: nothing is ever commanded after which a card could have no profile that reaches its eIM: every
// enable carries the rollback flag or leaves a fallback, nothing takes away what is enabled or the
// last way back; and no device is out of reach at the end because of what it was commanded.

import { formatHex } from '@holdfast/asn1/hex.ts'
import { decodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import type { Psmo } from '@holdfast/gsma/sgp32/euicc-package.ts'
import { judgeStranding } from '@holdfast/simulator/world/judge.ts'
import type { Moment } from '@holdfast/simulator/world/truth.ts'
import type { Evidence, FieldedDevice } from '../rig/evidence.ts'
import { handedOut } from '../rig/wire-reading.ts'
import { type Checker, type Violation, violating } from './checker.ts'

const violation = violating('S4')

export const wayBackStays: Checker = {
  invariant: 'S4',
  words: 'no command takes the last way to the eIM away, and no device is lost by one',
  check: (evidence) => [
    ...checkCommands(evidence),
    ...evidence.devices.flatMap(strandedBy(evidence)),
  ],
}

function checkCommands({ esipa, devices }: Evidence): readonly Violation[] {
  return esipa.flatMap((exchange) => {
    const list = handedOut(exchange)?.signed?.euiccPackage
    if (list?.kind !== 'psmoList') return []
    const moment = devices[exchange.device]?.truth.at(exchange.at)
    if (!moment) return []
    return list.value.flatMap((psmo) => {
      const fault = faultOf(psmo, moment)
      const what = `card ${exchange.eid}: ${fault}`
      return fault === undefined ? [] : [violation(exchange.at, what)]
    })
  })
}

const readable = (iccid: Uint8Array): string => {
  const decoded = decodeIccid(iccid)
  return decoded.ok ? decoded.value : formatHex(iccid)
}

/** What this command would take away from a card as it truly is. */
function faultOf(psmo: Psmo, { enabled, fallback, profiles }: Moment): string | undefined {
  switch (psmo.kind) {
    case 'enable': {
      const iccid = readable(psmo.value.iccid)
      const hasWayBack = psmo.value.rollbackFlag !== undefined || fallback !== undefined
      if (hasWayBack || enabled === undefined || enabled === iccid) return undefined
      return `enable of ${iccid} without rollback flag or fallback`
    }
    case 'disable': {
      const iccid = readable(psmo.value.iccid)
      return iccid === enabled ? `disable of ${iccid}, the only one enabled` : undefined
    }
    case 'delete': {
      const iccid = readable(psmo.value.iccid)
      const isLast = profiles.length === 1 && profiles[0] === iccid
      if (isLast || iccid === fallback) return `delete of ${iccid}, the last way back`
      return undefined
    }
    default:
      return undefined
  }
}

const dayMs = 86_400_000

const strandedBy =
  ({ endedAt }: Evidence) =>
  (device: FieldedDevice): readonly Violation[] => {
    const { plan, truth, nvm, canServe, contacts } = device
    if (!nvm) return []
    const fallback = truth.last?.fallback
    const back = nvm.rollback
      ? decodeIccid(Buffer.from(nvm.rollback.returnToIccid, 'hex'))
      : undefined
    const lastContactAt = contacts.at(-1)
    const state = {
      ...{ eid: plan.eid, moments: truth.moments, canServe },
      waysBack: [...(fallback ? [fallback] : []), ...(back?.ok ? [back.value] : [])],
      ...(lastContactAt === undefined ? {} : { lastContactAt }),
      dueSince: endedAt - Math.max(3 * plan.pollEveryMs, 3 * dayMs),
    }
    const judged = judgeStranding(state)
    if (judged.kind === 'reachable' || judged.by === 'other') return []
    return [violation(endedAt, `card ${plan.eid} is stranded by a command: ${judged.why}`)]
  }
