// Elements that many messages share: identifiers, versions, flag lists, signatures.
// SGP.22 §2.4, §5.6, §5.7 and its ASN.1 module (RSPDefinitions).

import { listOf, optional, sequence, tagged } from '@holdfast/asn1/constructed.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { lenient } from '@holdfast/asn1/lenient.ts'
import type { Infer } from '@holdfast/asn1/schema.ts'
import { named, namedBits, octets, oid, utf8 } from '@holdfast/asn1/schema.ts'
import { withText } from '@holdfast/asn1/with-text.ts'
import { decodeIccid } from '../ids/iccid.ts'
import { decodePlmn } from '../ids/plmn.ts'

/** TransactionId: 1 to 16 octets; empty from a card that lost its session, which is read too. */
export const transactionId = lenient(octets({ min: 1, max: 16 }), octets({ max: 16 }))

/** Iccid as EF.ICCID holds it: 10 octets, nibbles swapped, padded with F. */
export const iccid = withText(tagged(0x5a, octets({ min: 10, max: 10 })), (value) => {
  const digits = decodeIccid(value)
  return `${formatHex(value)} (${digits.ok ? `ICCID ${digits.value}` : digits.why})`
})

/** The EID as 16 octets, two digits an octet. */
export const eidValue = tagged(0x5a, octets({ min: 16, max: 16 }))

/** AID of an ISD-P or ISD-R. */
export const isdpAid = tagged(0x4f, octets({ min: 1, max: 16 }))

export const octet16 = octets({ min: 16, max: 16 })
export const octet32 = octets({ min: 32, max: 32 })

/** Major, minor, revision: one octet each. */
export const versionType = withText(octets({ min: 3, max: 3 }), (value) => [...value].join('.'))

/** A network as 3GPP TS 24.008 §10.5.1.3 writes it. */
export const plmn = withText(octets({ min: 3, max: 3 }), (value) => {
  const network = decodePlmn(value)
  return `${formatHex(value)} (${network.ok ? network.value : network.why})`
})

export const subjectKeyIdentifier = octets()

/** Any signature: contents of 5F37, r and s of 32 octets each (BSI TR-03111). */
export const signature = tagged(0x5f37, octets())

/** A one-time public key: contents of 5F49, an uncompressed point. */
export const oneTimePublicKey = tagged(0x5f49, octets())

export const notificationEvents = {
  notificationInstall: 0,
  notificationEnable: 1,
  notificationDisable: 2,
  notificationDelete: 3,
} as const
const notificationEventBits = namedBits(notificationEvents)

/**
 * NotificationEvent. One emulated card writes `01` after a failed installation, which is no BIT
 * STRING; it is read as no event at all.
 */
export const notificationEvent = lenient(notificationEventBits, {
  tags: notificationEventBits.tags,
  read(bytes, at): NotificationEvent {
    if (at.end - at.valueStart === 1 && bytes[at.valueStart] === 1) return []
    throw new Asn1Error('bad-value', at.valueStart, 'not a list of notification events')
  },
})
export type NotificationEvent = Infer<typeof notificationEventBits>

export const pprIds = namedBits({ pprUpdateControl: 0, ppr1: 1, ppr2: 2 })
export type PprIds = Infer<typeof pprIds>

export const profileClasses = { test: 0, provisioning: 1, operational: 2 } as const
export const profileClass = named(profileClasses)

export const profileStates = { disabled: 0, enabled: 1 } as const
export const profileState = named(profileStates)

export const iconTypes = { jpg: 0, png: 1 } as const
export const iconType = named(iconTypes)

/** OperatorId: MCC and MNC as in 3GPP TS 24.008, optional group identifiers. */
export const operatorId = sequence({
  mccMnc: tagged(0x80, plmn),
  gid1: optional(tagged(0x81, octets())),
  gid2: optional(tagged(0x82, octets())),
})
export type OperatorId = Infer<typeof operatorId>

/** VendorSpecificExtension; the vendor's value is kept as the bytes of its TLV. */
export const vendorSpecificExtension = listOf(
  sequence({
    vendorOid: tagged(0x80, oid()),
    vendorSpecificData: tagged(0xa1, octets()),
  }),
)
export type VendorSpecificExtension = Infer<typeof vendorSpecificExtension>

export const dpProprietaryElements = sequence({ dpOid: tagged(0x80, oid()) })

/** ProfilePolicyAuthorisationRule, SGP.22 §5.7.22. */
export const profilePolicyAuthorisationRule = sequence({
  pprIds: tagged(0x80, pprIds),
  allowedOperators: tagged(0xa1, listOf(operatorId)),
  pprFlags: tagged(0x82, namedBits({ consentRequired: 0 })),
})

/** RulesAuthorisationTable, SGP.22 §2.9.2. */
export const rulesAuthorisationTable = listOf(profilePolicyAuthorisationRule)
export type RulesAuthorisationTable = Infer<typeof rulesAuthorisationTable>

/** An SM-DP+ or SM-DS address as text. */
export const address = utf8()
