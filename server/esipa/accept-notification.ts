// A device hands a notification on: HandleNotification, SGP.32 §5.14.7. There is no answer but that
// it came, and then the card forgets it; so what belongs to no known card is kept aside.

import type { Carried } from '@holdfast/asn1/constructed.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { readCertificate } from '@holdfast/gsma/certificate.ts'
import { eidOfCertificate } from '@holdfast/gsma/certificate-eid.ts'
import { decodeEid } from '@holdfast/gsma/ids/eid.ts'
import { decodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import type { HandleNotificationEsipa } from '@holdfast/gsma/sgp32/esipa-requests.ts'
import type { PendingNotification } from '@holdfast/gsma/sgp32/notification.ts'
import { type Arrival, acceptResult, takeOnCard } from './accept-result.ts'
import type { EsipaDesk } from './esipa-desk.ts'
import type { EsipaReply } from './reply.ts'
import { takeNotifications } from './take-result.ts'

/** Takes the notification, or the result that came in its place; the reply has no body. */
export async function acceptNotification(
  desk: EsipaDesk,
  request: HandleNotificationEsipa,
  arrival: Arrival,
): Promise<EsipaReply> {
  if (request.kind === 'provideEimPackageResult') {
    const reply = await acceptResult(desk, request.value, arrival)
    return reply.kind === 'too-often' ? reply : { kind: 'silent' }
  }
  const notification = request.value
  const eid = (await cardOf(desk, notification)) ?? arrival.lastEid
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
  return taken?.kind === 'too-often' ? taken : { kind: 'silent' }
}

/** The card by what the notification itself says: its certificate, its session, its profile. */
async function cardOf(
  desk: EsipaDesk,
  { value }: Carried<PendingNotification>,
): Promise<string | undefined> {
  switch (value.kind) {
    case 'otherSignedNotification': {
      const certificate = readCertificate(value.value.euiccCertificate)
      return certificate.ok ? eidOfCertificate(certificate.value) : undefined
    }
    case 'compactOtherSignedNotification': {
      const eid = value.value.eidValue && decodeEid(value.value.eidValue)
      return eid?.ok ? eid.value : undefined
    }
    case 'compactProfileInstallationResult':
      return cardOfSession(desk, value.value.compactProfileInstallationResultData.transactionId)
    case 'profileInstallationResult': {
      const data = value.value.profileInstallationResultData.value
      const bySession = await cardOfSession(desk, data.transactionId)
      return bySession ?? cardWithProfile(desk, data.notificationMetadata.iccid)
    }
  }
}

async function cardOfSession(
  { world }: EsipaDesk,
  transactionId: Uint8Array,
): Promise<string | undefined> {
  return (await world.store.relaySession(formatHex(transactionId)))?.eid
}

/** The one card that this profile is meant for, when there is just one. */
async function cardWithProfile(
  { world }: EsipaDesk,
  octets: Uint8Array | undefined,
): Promise<string | undefined> {
  const iccid = octets && decodeIccid(octets)
  if (!iccid?.ok) return undefined
  const found = await world.store.devices({ text: iccid.value }, { limit: 2 })
  return found.items.length === 1 ? found.items[0]?.eid : undefined
}
