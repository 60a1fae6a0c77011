// The operators' orders: for every device one profile of its future operator, ordered and confirmed
// by ES2+ at the SM-DP+ that holds it, as activation codes for the fleet's stock.
// SGP.22 §5.3.1 (DownloadOrder), §5.3.2 (ConfirmOrder), §5.3.4 (ReleaseProfile).

import { answerRequest } from '../smdp/answer-request.ts'
import { iccidOf, newStock } from '../smdp/new-smdp.ts'
import type { ProfileRecord } from '../smdp/order.ts'
import { describeProfile } from '../smdp/profile-metadata.ts'
import type { Smdp } from '../smdp/smdp.ts'
import type { DevicePlan } from './device-plan.ts'
import type { StockRow } from './operator-person.ts'
import { operators, smdpAddresses, type WorldOperator } from './operators.ts'
import type { Instant } from './timeline.ts'

export const profileSize = 9000

/** ICCIDs of an operator's profiles that are still to be sold. */
const stockPrefix = (operator: WorldOperator): string => `${operator.iccidPrefix}2`

/** The profiles that an SM-DP+ holds for its operators: `count` of each. */
export function profilesOf(smdp: number, count: number): readonly ProfileRecord[] {
  return operators
    .filter((operator) => operator.smdp === smdp)
    .flatMap((operator) =>
      newStock({
        count,
        iccidPrefix: stockPrefix(operator),
        profileType: `${operator.name} IoT`,
        serviceProviderName: operator.name,
        address: smdpAddresses[operator.smdp],
        size: profileSize,
        facts: describeProfile(operator.name, smdpAddresses[operator.smdp], {
          fallbackAllowed: true,
        }),
      }),
    )
}

export interface Ordered {
  readonly stock: readonly StockRow[]
  /** ICCIDs that wait for their release, with their SM-DP+. */
  readonly unreleased: readonly { readonly iccid: string; readonly smdp: number }[]
}

/** What all functions here need to speak ES2+. */
export interface OrderDesk {
  readonly smdps: readonly Smdp[]
  readonly entropy: (size: number) => Uint8Array
}

/** Orders one profile for each device of the plans. @throws Error when an SM-DP+ refuses */
export function orderProfiles(
  desk: OrderDesk,
  plans: readonly DevicePlan[],
  now: Instant,
): Ordered {
  const stock: StockRow[] = []
  const unreleased: { iccid: string; smdp: number }[] = []
  const next = new Map<string, number>()
  for (const { to, order } of plans) {
    const serial = next.get(to.name) ?? 0
    next.set(to.name, serial + 1)
    const iccid = iccidOf(stockPrefix(to), serial)
    const { confirmationCode, releasedLate } = order
    askEs2(desk, { smdp: to.smdp, name: 'downloadOrder', fields: { iccid }, now })
    const confirmed = askEs2(desk, {
      smdp: to.smdp,
      name: 'confirmOrder',
      fields: {
        iccid,
        releaseFlag: !releasedLate,
        ...(confirmationCode ? { confirmationCode } : {}),
      },
      now,
    })
    if (releasedLate) unreleased.push({ iccid, smdp: to.smdp })
    const flag = confirmationCode === undefined ? '' : '$$1'
    stock.push({
      iccid,
      operator: to.name,
      activationCode: `LPA:1$${smdpAddresses[to.smdp]}$${String(confirmed.matchingId)}${flag}`,
      ...(confirmationCode ? { confirmationCode } : {}),
    })
  }
  return { stock, unreleased }
}

/** Releases what was confirmed without. */
export function releaseProfiles(desk: OrderDesk, ordered: Ordered, now: Instant): void {
  for (const { iccid, smdp } of ordered.unreleased) {
    askEs2(desk, { smdp, name: 'releaseProfile', fields: { iccid }, now })
  }
}

interface Es2Call {
  readonly smdp: number
  readonly name: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly now: Instant
}

let calls = 0

function askEs2(desk: OrderDesk, call: Es2Call): Readonly<Record<string, unknown>> {
  const { smdp, name, fields, now } = call
  const header = {
    functionRequesterIdentifier: '2.999.1',
    functionCallIdentifier: `call-${++calls}`,
  }
  const request = {
    method: 'POST',
    path: `/gsma/rsp2/es2plus/${name}`,
    headers: { 'content-type': 'application/json', 'x-admin-protocol': 'gsma/rsp/v2.1.0' },
    body: JSON.stringify({ header, ...fields }),
  }
  const answer = answerRequest(desk.smdps[smdp] as Smdp, request, { now, entropy: desk.entropy })
  const told = JSON.parse(answer.body)
  if (told.header?.functionExecutionStatus?.status === 'Executed-Success') return told
  throw new Error(`ES2+ ${name} was refused: ${answer.body}`)
}
