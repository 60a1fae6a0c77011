// What becomes of what Holdfast asks for: a short message that may be lost and wakes only a device
// that can hear it, an operator's clerk who does it hours later or refuses, a technician who comes
// days later. Each acts on the truth of the world, and only where it truly helps. What a request
// spoiled is noted too.

import type { Device } from '../device/device.ts'
import type { Line } from '../network/home-register.ts'
import type { Network } from '../network/network.ts'
import type { HookManners } from '../scenarios/operator-faults.ts'
import type { ApiDoor } from './api-door.ts'
import { chanceOf } from './chance.ts'
import type { HookWish, Refuse } from './hook-endpoint.ts'
import { networkOf } from './line-clerk.ts'
import { type VisitReport, visitDevice } from './technician.ts'
import type { Instant, LifeClock, Timeline } from './timeline.ts'

const hourMs = 3600_000
const dayMs = 24 * hourMs
const wakesPerDayMax = 3
const toppedUpBytes = 2_000_000
/** Octets that a woken device needs for one contact. */
const contactBytes = 8 * 1024

/** Something that made it worse. */
export interface Spoiled {
  readonly eid: string
  readonly at: Instant
  readonly action: string
  readonly why: string
}

export interface HookDeskParts {
  readonly seed: number
  readonly manners: HookManners
  readonly timeline: Timeline
  readonly networks: readonly Network[]
  readonly device: (eid: string) => Device | undefined
  readonly door: ApiDoor
  readonly order: number
  /** Whether the operator of this line tells how much of it is left. */
  readonly tells: (iccid: string) => boolean
}

export class HookLedger {
  readonly spoiled: Spoiled[] = []
  readonly visits: VisitReport[] = []
  /** Calls for visits that were taken back. */
  readonly calledOff = new Set<string>()
  readonly wakes = new Map<string, Instant[]>()
  /** When something was done for a device that may bring it back. */
  readonly helped: { readonly eid: string; readonly at: Instant; readonly action: string }[] = []
}

const roll = (seed: number, wish: HookWish, what: string) =>
  chanceOf(seed, 'hook deed', wish.eid, wish.action, wish.before, what)

const ofOperators: ReadonlySet<HookWish['action']> = new Set([
  'top-up',
  'extend-bootstrap',
  'reactivate-line',
])

/** What operators never do: decided per device, known at once. */
export function refuserOf({ seed, manners }: HookDeskParts): Refuse {
  return ({ action, eid, iccid }) => {
    if (!ofOperators.has(action)) return
    if (iccid === undefined) return { code: 'iccid-missing', why: 'which line?' }
    const isRefused = chanceOf(seed, 'refuses', eid, action).happens(manners.refused)
    return isRefused
      ? { code: 'not-in-contract', why: 'the contract does not allow it' }
      : undefined
  }
}

/** Begins to do one thing that was asked at `now`. */
export function fulfil(
  parts: HookDeskParts,
  ledger: HookLedger,
  asked: { readonly wish: HookWish; readonly now: Instant; readonly number: number },
): void {
  const { wish, now } = asked
  const { timeline, order, seed, manners } = parts
  const { action } = wish
  if (action === 'call-off-visit') {
    ledger.calledOff.add(wish.of ?? '')
    return
  }
  const chance = roll(seed, wish, 'delay')
  const { delayHoursMin, delayHoursMax, visitDaysMin, visitDaysMax } = manners
  const between = (least: number, most: number) => least + chance.fraction() * (most - least)
  const delayMs =
    action === 'wake'
      ? between(2000, 30_000)
      : action === 'field-visit'
        ? between(visitDaysMin, visitDaysMax) * dayMs
        : between(delayHoursMin, delayHoursMax) * hourMs
  timeline.begin(order + asked.number, now + Math.round(delayMs), async (clock) => {
    const device = parts.device(wish.eid)
    if (device) await deeds[action]({ parts, ledger, wish, device, clock })
  })
}

interface Deed {
  readonly parts: HookDeskParts
  readonly ledger: HookLedger
  readonly wish: HookWish
  readonly device: Device
  readonly clock: LifeClock
}

const deeds: Readonly<
  Record<Exclude<HookWish['action'], 'call-off-visit'>, (deed: Deed) => Promise<void> | void>
> = {
  wake,
  'top-up': (deed) =>
    onLine(deed, (line, register, at) => {
      if (line.budgetBytes !== undefined) register.topUp(line.iccid, toppedUpBytes, at)
    }),
  'extend-bootstrap': (deed) =>
    onLine(deed, (line, register, at) => {
      if (line.validUntil !== undefined) {
        register.change(line.iccid, at, { validUntil: Math.max(at, line.validUntil) + 60 * dayMs })
      }
      if (line.budgetBytes !== undefined) register.topUp(line.iccid, toppedUpBytes, at)
    }),
  'reactivate-line': (deed) =>
    onLine(deed, (line, register, at) => {
      register.reactivate(line.iccid, at)
    }),
  'refresh-registration': refresh,
  'field-visit': async ({ parts, ledger, wish, device, clock }) => {
    if (ledger.calledOff.has(wish.id)) return
    ledger.visits.push(await visitDevice(parts.door, device, clock))
  },
}

function onLine(
  { parts, ledger, wish, clock }: Deed,
  change: (line: Line, register: Network['register'], at: Instant) => void,
): void {
  const { iccid = '' } = wish
  const register = networkOf(parts.networks, iccid)?.register
  const line = register?.line(iccid)
  if (!register || !line) return
  change(line, register, clock.now)
  ledger.helped.push({ eid: wish.eid, at: clock.now, action: wish.action })
}

/** The network forgets the device, which must register anew: a session that hangs is gone then. */
function refresh({ ledger, wish, device, clock }: Deed): void {
  if (!device.troubles.has('session-hung', clock.now)) return
  device.troubles.end('session-hung', clock.now)
  device.modem.drop()
  ledger.helped.push({ eid: wish.eid, at: clock.now, action: wish.action })
}

/**
 * A short message goes to the line that it is asked for, and is charged to it: it arrives only
 * where the modem is registered with that line.
 */
function wake({ parts, ledger, wish, device, clock }: Deed): void {
  const { now } = clock
  const { plan, troubles, modem, bell } = device
  const { iccid } = wish
  const register = iccid === undefined ? undefined : networkOf(parts.networks, iccid)?.register
  const line = iccid === undefined ? undefined : register?.line(iccid)
  const sent = [...(ledger.wakes.get(wish.eid) ?? []), now]
  ledger.wakes.set(wish.eid, sent)
  const spoil = (why: string) =>
    ledger.spoiled.push({ eid: wish.eid, at: now, action: 'wake', why })
  // Asked for a day apart, two may arrive some minutes less apart.
  const today = sent.filter((at) => at > now - dayMs + hourMs / 6)
  if (today.length > wakesPerDayMax) spoil(`${today.length} wakes within a day`)
  if (!register || !line || iccid === undefined) return
  const isTold = parts.tells(iccid)
  if (line.smsLeft !== undefined) {
    if (line.smsLeft <= 1 && isTold) spoil('the last short message of the line')
    register.change(iccid, now, { smsLeft: Math.max(0, line.smsLeft - 1) })
    if (line.smsLeft === 0) return
  }
  const isLost = roll(parts.seed, wish, 'sms').happens(parts.manners.smsLost)
  const isDeaf =
    plan.usesPsm ||
    modem.iccid !== iccid ||
    troubles.powerlessUntil(now) !== undefined ||
    troubles.has('power-cut', now) ||
    modem.isOutOfReach()
  if (isLost || isDeaf || register.state(iccid, now) === 'suspended') return
  const left =
    line.budgetBytes === undefined ? undefined : line.budgetBytes - register.usedBytes(iccid)
  const isLast = left !== undefined && left > 0 && left < contactBytes
  if (isLast && isTold) spoil('the last octets of the line')
  ledger.helped.push({ eid: wish.eid, at: now, action: 'wake' })
  bell.ring(now)
}
