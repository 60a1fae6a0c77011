// What all devices of a world meet, put together: networks that tell what they see, operators that
// open lines, the books that the ground truth and the counts are kept in.

import type { Surroundings } from '../device/device.ts'
import type { AttachVerdict, Network } from '../network/network.ts'
import { rejectCauses } from '../network/reject-cause.ts'
import type { ApiDoor } from './api-door.ts'
import type { DevicePlan } from './device-plan.ts'
import type { Ledger } from './ledger.ts'
import { networkOf } from './line-clerk.ts'
import type { Cast, Prepared } from './preparation.ts'
import type { Instant } from './timeline.ts'
import type { Truth } from './truth.ts'

export interface Books {
  readonly truth: Truth
  readonly ledger: Ledger
  readonly steadyFrom: Instant
}

/** The surroundings of every device of this world. */
export function surroundingsOf(cast: Cast, prepared: Prepared, books: Books): Surroundings {
  const { options, stage, place } = cast
  const { truth, ledger, steadyFrom } = books
  const network = (iccid: string): Network | undefined => networkOf(stage.networks, iccid)
  return {
    seed: options.seed,
    scenario: options.scenario,
    steadyFrom,
    esipaUrl: place.esipaUrl,
    apiUrl: place.apiUrl,
    heartbeatToken: prepared.heartbeatToken,
    networkOf: network,
    reportAttach: (iccid, verdict, seenBy) =>
      reportAttach(prepared.networkDoor, { iccid, verdict, network: seenBy }),
    onInstalled: (plan, iccid, at) => openLine(network(iccid), { plan, iccid, at }),
    onFault: (plan, at, kind, where) => truth.log({ at, device: plan.number, kind, where }),
    onNote: (plan, at, what) => ledger.note(at, plan.number, what),
    onExchange: (name, bytes) => ledger.traffic(name, bytes),
    onContact: (plan, at) => void ledger.lastContact.set(plan.eid, at),
    onDelivered: (plan, at) => ledger.contacts.note(plan.eid, at),
    onHeartbeat: (plan, at) => ledger.heartbeats.note(plan.eid, at),
  }
}

interface Seen {
  readonly iccid: string
  readonly verdict: AttachVerdict
  readonly network: Network
}

/** What the operator's system posts about its network; only some operators do. */
async function reportAttach(door: ApiDoor, { iccid, verdict, network }: Seen): Promise<void> {
  if (!network.operator.reportsAttaches || verdict.kind === 'no-coverage') return
  const { plmn } = network.operator
  const { reject } = verdict
  const events = [
    ...(verdict.kind === 'registered' ? [{ iccid, kind: 'attach', plmn }] : []),
    ...(reject ? [{ iccid, kind: 'reject', plmn, cause: rejectCauses[reject].cause }] : []),
  ]
  await door.post('/v1/network-events', events)
}

interface Installed {
  readonly plan: DevicePlan
  readonly iccid: string
  readonly at: Instant
}

/** The operator hears of the installation and opens the line, as the plan of this device says. */
function openLine(network: Network | undefined, { plan, iccid, at }: Installed): void {
  const { newLine } = plan
  const session =
    newLine.kind === 'without-session'
      ? 'no-session'
      : newLine.kind === 'wrong-apn'
        ? 'unknown-apn'
        : 'open'
  const activeFrom =
    newLine.kind === 'never' ? 'never' : newLine.kind === 'late' ? at + newLine.afterMs : at
  const lock = newLine.kind === 'imei-locked' ? { lockedFrom: at } : {}
  network?.register.put({ iccid, activeFrom, session, ...lock }, at)
}
