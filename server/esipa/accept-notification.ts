// A device hands a notification on: HandleNotification, SGP.32 §5.14.7. There is no answer but that
// it came, and then the card forgets it; so what belongs to no known card is kept aside.

import type { HandleNotificationEsipa } from '@holdfast/gsma/sgp32/esipa-requests.ts'
import { type Arrival, acceptResult, takeOnCard } from './accept-result.ts'
import type { EsipaDesk } from './esipa-desk.ts'
import { cardOfNotification } from './find-card.ts'
import type { EsipaReply } from './reply.ts'
import { takeNotifications } from './take-result.ts'

/** Takes the notification, or the result that came in its place; the reply has no body. */
export async function acceptNotification(
  desk: EsipaDesk,
  request: HandleNotificationEsipa,
  arrival: Arrival,
): Promise<EsipaReply> {
  if (request.kind === 'provideEimPackageResult') {
    return comeBackOr(await acceptResult(desk, request.value, arrival))
  }
  const notification = request.value
  const eid = (await cardOfNotification(desk.world.store, notification)) ?? arrival.lastEid
  const taken = eid
    ? await takeOnCard(desk, {
        eid,
        arrival,
        dialect: undefined,
        list: [notification],
        take: takeNotifications,
      })
    : undefined
  if (!taken) {
    const why = eid ? `card ${eid} is not known` : 'it does not say which card it is from'
    desk.quarantine.keep(arrival.bytes, { binding: 'asn1', why: `a notification: ${why}` })
  }
  return comeBackOr(taken)
}

/** Only what makes the device come again is told; to anything else there is no body. */
const comeBackOr = (reply: EsipaReply | undefined): EsipaReply =>
  reply?.kind === 'too-often' || reply?.kind === 'no-room' ? reply : { kind: 'silent' }
