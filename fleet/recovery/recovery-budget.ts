// What recovery may take from a device, and what each action takes (S11): data and messages of its
// line, energy of its battery, writes of its card. The budget is for 30 days, whatever the number of
// cases, so that a device that comes and goes is not drained by being helped.

import type { CardState, DeviceFacts } from '../card-state.ts'
import type { Instant } from '../evidence.ts'
import type { RecoveryAction, RungCost, SpentRung } from './rung.ts'
import { addCost, costKinds, noCost, spentRungsMax } from './rung.ts'

const dayMs = 86_400_000
export const budgetPeriodMs = 30 * dayMs

/** Of what is left on the line. */
const bytesShare = 0.25
const bytesReserve = 16_000
const bytesUnknown = 400_000
const smsUnknown = 10
const joulesUnknown = 400
const joulesShare = 0.01
const joulesPerMwh = 3.6

/** What may be spent in the period; each number is a whole allowance, not what is left of it. */
export function budgetOf(state: CardState, iccid: string | undefined): RungCost {
  const line = iccid === undefined ? undefined : state.lines?.[iccid]
  const { batteryMwh } = state.device
  return {
    bytes: line?.bytesLeft === undefined ? bytesUnknown : bytesToSpend(line.bytesLeft),
    sms: line?.smsLeft === undefined ? smsUnknown : Math.max(0, line.smsLeft - 1),
    joules: batteryMwh === undefined ? joulesUnknown : batteryMwh * joulesPerMwh * joulesShare,
    cardWrites: 6,
    smdpRetries: 0,
  }
}

/** A share of what is left, and never the last that a device needs to call by itself. */
const bytesToSpend = (left: number): number =>
  Math.max(0, Math.min(left * bytesShare, left - bytesReserve))

/**
 * What was spent that still counts: of the last 30 days, and since the operator's last word on the
 * line where that is older.
 */
export function spentOf(state: CardState, iccid: string | undefined, now: Instant): RungCost {
  const toldAt = iccid === undefined ? undefined : state.lines?.[iccid]?.at
  const from = Math.min(now - budgetPeriodMs, toldAt ?? now)
  return (state.recoverySpent ?? [])
    .filter(({ at }) => at >= from)
    .reduce((sum, { cost }) => addCost(sum, cost), noCost)
}

/** The spending with one more rung; what cost nothing is not kept. */
export function spend(
  spent: readonly SpentRung[] | undefined,
  { at, action, cost }: SpentRung,
): readonly SpentRung[] | undefined {
  if (costKinds.every((kind) => cost[kind] === 0)) return spent
  return [...(spent ?? []), { at, action, cost }].slice(-spentRungsMax)
}

/** A device is woken at most this often in 24 hours, over all its cases. */
const wakesPerDayMax = 3

/** Whether it was woken as often as may be. */
export const isWokenEnough = (state: CardState, now: Instant): boolean =>
  (state.recoverySpent ?? []).filter(({ action, at }) => action === 'wake' && now - at < dayMs)
    .length >= wakesPerDayMax

/** What would be overdrawn, in words; nothing when the budget holds. */
export function overdrawn(spent: RungCost, cost: RungCost, budget: RungCost): string | undefined {
  const kind = costKinds.find((one) => cost[one] > 0 && spent[one] + cost[one] > budget[one])
  return (
    kind &&
    `${words[kind]}: ${spent[kind]} spent, ${cost[kind]} more wanted, ${budget[kind]} allowed`
  )
}

const words: Readonly<Record<keyof RungCost, string>> = {
  bytes: 'bytes of the line',
  sms: 'messages of the line',
  joules: 'joules of the battery',
  cardWrites: 'writes of the card',
  smdpRetries: 'tries at the SM-DP+',
}

interface Radio {
  readonly attachJoules: number
  readonly contactJoules: number
  readonly switchJoules: number
}

/**
 * By coverage class: a contact and a switch as computed for an NB-IoT module; an attach is an
 * assumption of about five contacts.
 */
const radios: Readonly<Record<NonNullable<DeviceFacts['coverageClass']>, Radio>> = {
  CE0: { attachJoules: 10, contactJoules: 2.3, switchJoules: 0.9 },
  CE1: { attachJoules: 15, contactJoules: 3, switchJoules: 2.4 },
  CE2: { attachJoules: 25, contactJoules: 4.6, switchJoules: 15 },
}

const bytesOfContact = 6_000

/** What an action takes from this device. */
export function costOf(action: RecoveryAction, device: DeviceFacts): RungCost {
  const radio = radios[device.coverageClass ?? 'CE1']
  const contact = radio.attachJoules + radio.contactJoules
  switch (action) {
    case 'wake':
      return { ...noCost, sms: 1, bytes: bytesOfContact, joules: contact }
    case 'refresh-registration':
      return { ...noCost, joules: radio.attachJoules, bytes: bytesOfContact }
    case 'alternative-profile':
    case 'fallback':
      return {
        ...noCost,
        cardWrites: 1,
        bytes: bytesOfContact,
        joules: contact + radio.switchJoules,
      }
    case 'restore-authority':
      return { ...noCost, cardWrites: 1, bytes: 2 * bytesOfContact, joules: radio.contactJoules }
    case 'wait':
    case 'retry-window':
    case 'extend-bootstrap':
    case 'top-up':
    case 'reactivate-line':
    case 'field-visit':
      return noCost
  }
}
