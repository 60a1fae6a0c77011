// A device and its card as the API shows them: all that is known, with evidence and age.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { DeviceShape, InFlightShape } from '@holdfast/api/shapes/device.ts'
import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { operationsInOrder, profilesOf } from '@holdfast/fleet/card-queries.ts'
import type { CardState, InFlight, ProfileOnCard } from '@holdfast/fleet/card-state.ts'
import { operatorNamed } from '@holdfast/fleet/device-summary.ts'
import type { Instant } from '@holdfast/fleet/evidence.ts'
import { deviceCan } from '@holdfast/fleet/what-can-be-done.ts'
import { maskBytes, secretsOf } from '../../secrets/mask-secrets.ts'
import { viewOperation } from './operation-view.ts'

export interface Viewing {
  readonly now: Instant
  readonly lastSeenAt: Instant | undefined
}

/** The whole page of one device. */
export function viewDevice(
  state: CardState,
  { now, lastSeenAt }: Viewing,
): ShapeOf<typeof DeviceShape> {
  const { eid, tenant, generation, version, device, importedIccids } = state
  const { association, euicc, profilesRead, serving, attached, inFlight, lastStateChange } = state
  return {
    ...{ eid, tenant, generation, version, device, importedIccids },
    profiles: profilesOf(state).map((profile) => viewProfile(state, profile)),
    operations: operationsInOrder(state).map(viewOperation),
    can: deviceCan(state, now),
    now,
    ...(association ? { association } : {}),
    ...(euicc ? { euicc } : {}),
    ...(profilesRead ? { profilesRead } : {}),
    ...(serving ? { serving } : {}),
    ...(attached ? { attached } : {}),
    ...(lastStateChange ? { lastStateChange } : {}),
    ...(inFlight ? { inFlight: viewInFlight(inFlight, secretsOf(state)) } : {}),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
    ...(state.dueAt === undefined ? {} : { dueAt: state.dueAt }),
  }
}

/** Until the card's own list names the operator, the order does. */
function viewProfile(state: CardState, profile: ProfileOnCard) {
  const orderedFrom = profile.serviceProviderName ? undefined : operatorNamed(state, profile.iccid)
  return orderedFrom === undefined ? profile : { ...profile, orderedFrom }
}

function viewInFlight(
  inFlight: InFlight,
  secrets: readonly string[],
): ShapeOf<typeof InFlightShape> {
  const { what, operationId, stepIndex, eimTransactionId, counterValue, sentAt } = inFlight
  return {
    ...{ what, operationId, stepIndex, eimTransactionId, sentAt },
    resultDueAt: inFlight.resultDueAt,
    bytes: formatHex(maskBytes(parseHex(inFlight.bytes), secrets)),
    ...(counterValue === undefined ? {} : { counterValue }),
  }
}
