// One row of the fleet list: what searches and filters run on. Derived from the card's state by
// `summaryOf`, stored beside it in columns, never edited by itself.

import { enabledProfile, openOperations, operationsInOrder, profilesOf } from './card-queries.ts'
import type { CardState, DeviceFacts } from './card-state.ts'
import type { Evidence, Instant } from './evidence.ts'
import type { OutcomeName } from './operation.ts'
import type { SilenceClass } from './silence/silence-class.ts'
import type { Wish } from './wish.ts'

export interface DeviceSummary {
  readonly eid: string
  readonly tenant: string
  readonly generation: 'sgp02' | 'sgp22' | 'sgp32' | 'none'
  readonly device: DeviceFacts
  readonly enabledIccid?: string
  /** Service provider name of the enabled profile. */
  readonly operator?: string
  readonly enabledEvidence?: Evidence
  readonly profileCount: number
  /** Of the newest operation. */
  readonly lastOutcome?: OutcomeName
  readonly openOperations: number
  readonly servingIccid?: string
  readonly servingAt?: Instant
  /** Of the open case of a silent device. */
  readonly silenceClass?: SilenceClass
  readonly silentSince?: Instant
  /** From the contact record, not from events: batched writes. */
  readonly lastSeenAt?: Instant
}

/** The row of the fleet list; `lastSeenAt` is the contact record's and stays absent here. */
export function summaryOf(state: CardState): DeviceSummary {
  const enabled = enabledProfile(state)
  const operator = enabled && (enabled.serviceProviderName ?? operatorNamed(state, enabled.iccid))
  const newest = operationsInOrder(state).at(-1)
  const { serving, silence } = state
  return {
    eid: state.eid,
    tenant: state.tenant,
    generation: state.generation,
    device: state.device,
    ...(enabled ? { enabledIccid: enabled.iccid, enabledEvidence: enabled.evidence } : {}),
    ...(operator === undefined ? {} : { operator }),
    profileCount: profilesOf(state).length,
    ...(newest ? { lastOutcome: newest.outcome } : {}),
    openOperations: openOperations(state).length,
    ...(serving ? { servingIccid: serving.iccid, servingAt: serving.at } : {}),
    ...(silence ? { silenceClass: silence.class, silentSince: silence.since } : {}),
  }
}

/** The name that the order gave the operator, until the card's own list tells it. */
export function operatorNamed(state: CardState, iccid: string): string | undefined {
  const order = operationsInOrder(state).findLast(({ targetIccid }) => targetIccid === iccid)
  return order && operatorIn(order.wish)
}

function operatorIn(wish: Wish): string | undefined {
  if (wish.kind !== 'swap' && wish.kind !== 'download') return undefined
  return wish.profile.kind === 'activation-code' ? wish.profile.operator : undefined
}
