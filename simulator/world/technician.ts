// The technician: comes to the device, finds what is wrong with it if anything is, repairs what a
// person can repair, and reports it. A device that works is a visit for nothing.

import { parseHex } from '@holdfast/asn1/hex.ts'
import { countingEntropy } from '../card/counting-entropy.ts'
import type { Device } from '../device/device.ts'
import { associateCard } from '../device/factory.ts'
import { type TroubleKind, Troubles } from '../device/troubles.ts'
import { type ApiDoor, ApiRefused, allItems, field } from './api-door.ts'
import { askAssociation } from './operator-person.ts'
import type { Instant, LifeClock } from './timeline.ts'

export interface VisitReport {
  readonly eid: string
  readonly at: Instant
  readonly finding: Finding
  /** What was wrong with the device itself. */
  readonly found: readonly TroubleKind[]
}

type Finding =
  | 'no-power'
  | 'no-coverage'
  | 'device-broken'
  | 'card-broken'
  | 'moved-or-gone'
  | 'configuration'
  | 'no-fault-found'

/** The report in the API's words. */
const told: Readonly<Record<Finding, 'mended' | 'not-mended' | 'no-fault-found'>> = {
  'no-power': 'mended',
  'no-coverage': 'not-mended',
  'device-broken': 'mended',
  'card-broken': 'not-mended',
  'moved-or-gone': 'not-mended',
  configuration: 'mended',
  'no-fault-found': 'no-fault-found',
}

const findings: Readonly<Partial<Record<TroubleKind, Finding>>> = {
  'dead-battery': 'no-power',
  warehouse: 'moved-or-gone',
  'coverage-lost': 'no-coverage',
  'all-deleted': 'card-broken',
  'apn-lost': 'configuration',
  'memory-reset': 'configuration',
  'other-eim': 'configuration',
  'ipa-dead': 'device-broken',
  'ipa-hung': 'device-broken',
  'session-hung': 'device-broken',
  'attach-loop': 'device-broken',
  'sim-invalid': 'device-broken',
}

const words: Readonly<Record<Finding, string>> = {
  'no-power': 'the battery was flat; replaced',
  'no-coverage': 'no network here',
  'device-broken': 'did not answer; restarted and put right',
  'card-broken': 'the card holds no profile',
  'moved-or-gone': 'switched off on a shelf',
  configuration: 'the configuration was gone; put in again',
  'no-fault-found': 'works as it should',
}

/** One visit, from the door to the report. */
export async function visitDevice(
  door: ApiDoor,
  device: Device,
  clock: LifeClock,
): Promise<VisitReport> {
  const { plan, troubles } = device
  const at = clock.now
  const open = troubles.openAt(at).map(({ kind }) => kind)
  const first = open.find((kind) => findings[kind] !== undefined)
  const finding = (first && findings[first]) ?? 'no-fault-found'
  await repair(door, device, at)
  await closeVisit(door, plan.eid, finding)
  return { eid: plan.eid, at, finding, found: open.filter((kind) => findings[kind] !== undefined) }
}

async function repair(door: ApiDoor, device: Device, at: Instant): Promise<void> {
  const { plan, troubles, slot, bell } = device
  const repaired = troubles.repaired(at)
  if (troubles.has('warehouse', at)) return
  if (slot.card.nvm.eims.length === 0 && repaired.some((kind) => Troubles.isForPerson(kind))) {
    const request = parseHex(await askAssociation(door, plan.eid))
    slot.alter(associateCard(slot.card, request, countingEntropy(`visit ${plan.eid} ${at}`)))
  }
  device.askRestart()
  bell.ring(at)
}

/** Reports what was found, when the product keeps a visit for it. */
async function closeVisit(door: ApiDoor, eid: string, finding: Finding): Promise<void> {
  for await (const item of allItems(door, '/v1/field-visits?state=open')) {
    const id = field(item, 'visitId') ?? field(item, 'id')
    if (field(item, 'eid') !== eid || typeof id !== 'string') continue
    try {
      await door.post(`/v1/field-visits/${id}/close`, {
        finding: told[finding],
        words: words[finding],
      })
    } catch (error) {
      // The product may have closed it itself in the meantime.
      if (!(error instanceof ApiRefused && [404, 409].includes(error.status))) throw error
    }
    return
  }
}
