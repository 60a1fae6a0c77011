// How an eIM is known to a card: its key, address, counter and token, and the functions that set
// and list it. SGP.32 §2.11.1.1 (EimConfigurationData), §5.9 (AddInitialEim, GetEimConfigurationData).

import type { Form } from '@holdfast/asn1/by-shape.ts'
import { byShape, childTags } from '@holdfast/asn1/by-shape.ts'
import type { ChoiceValue } from '@holdfast/asn1/constructed.ts'
import { choice, explicit, listOf, optional, sequence, tagged } from '@holdfast/asn1/constructed.ts'
import type { Element } from '@holdfast/asn1/der.ts'
import { readElements } from '@holdfast/asn1/der.ts'
import type { Infer, Schema } from '@holdfast/asn1/schema.ts'
import { integer, named, namedBits, nothing, utf8 } from '@holdfast/asn1/schema.ts'
import { address, subjectKeyIdentifier, vendorSpecificExtension } from '../sgp22/elements.ts'
import { certificate, subjectPublicKeyInfo } from '../sgp22/x509-field.ts'

/** eimId, SGP.32 §2.11.1.1: 1 to 128 octets of text. */
export const eimId = tagged(0x80, utf8({ min: 1, max: 128 }))

export const eimIdTypes = { eimIdTypeOid: 1, eimIdTypeFqdn: 2, eimIdTypeProprietary: 3 } as const
export const eimIdType = named(eimIdTypes)

/** EimSupportedProtocol, SGP.32 §2.11.1.1. */
export const eimSupportedProtocol = namedBits({
  eimRetrieveHttps: 0,
  eimRetrieveCoaps: 1,
  eimInjectHttps: 2,
  eimInjectCoaps: 3,
  eimProprietary: 4,
})
export type EimSupportedProtocol = Infer<typeof eimSupportedProtocol>

interface KeyArms {
  readonly key: string
  readonly certificate: string
}

/**
 * A key or certificate that stands bare under its tag, without the A0 or A1 of the choice: three
 * parts make a certificate, two a key, at the top or in one nested SEQUENCE.
 */
function bareKeyForm<A extends Record<string, Schema<Uint8Array>>>(
  arms: KeyArms,
  bytes: Uint8Array,
  at: Element,
): Form<ChoiceValue<A>> | undefined {
  const found = readElements(bytes, at.valueStart, at.end)
  const [first] = found
  if (first?.tag !== 0x30) return undefined
  const parts = found.length === 1 ? childTags(bytes, first).length : found.length
  const isCertificate = parts === 3
  const schema = isCertificate ? certificate : subjectPublicKeyInfo
  const kind = isCertificate ? arms.certificate : arms.key
  return {
    read: (input, element) =>
      // The arm is one of the two that the caller's choice has.
      ({ kind, value: schema.read(input, element) }) as ChoiceValue<A>,
    dump: (input, element, name) => schema.dump(input, element, name),
  }
}

const eimPublicKeyArms = {
  eimPublicKey: tagged(0xa0, subjectPublicKeyInfo),
  eimCertificate: tagged(0xa1, certificate),
}

/** eimPublicKeyData, SGP.32 §2.11.1.1: what verifies the eIM's packages. */
export const eimPublicKeyContents = byShape(explicit(0xa5, choice(eimPublicKeyArms)), (bytes, at) =>
  bareKeyForm<typeof eimPublicKeyArms>(
    { key: 'eimPublicKey', certificate: 'eimCertificate' },
    bytes,
    at,
  ),
)

const trustedTlsArms = {
  trustedEimPkTls: tagged(0xa0, subjectPublicKeyInfo),
  trustedCertificateTls: tagged(0xa1, certificate),
}

/** trustedPublicKeyDataTls, SGP.32 §2.11.1.1: what the IPA trusts on the eIM's TLS. */
export const trustedTlsContents = byShape(explicit(0xa6, choice(trustedTlsArms)), (bytes, at) =>
  bareKeyForm<typeof trustedTlsArms>(
    { key: 'trustedEimPkTls', certificate: 'trustedCertificateTls' },
    bytes,
    at,
  ),
)

/** EimConfigurationData, SGP.32 §2.11.1.1. associationToken -1 asks the card to make one. */
export const eimConfigurationData = sequence({
  eimId,
  eimFqdn: optional(tagged(0x81, address)),
  eimIdType: optional(tagged(0x82, eimIdType)),
  counterValue: optional(tagged(0x83, integer())),
  associationToken: optional(tagged(0x84, integer())),
  eimPublicKeyData: optional(eimPublicKeyContents),
  trustedPublicKeyDataTls: optional(trustedTlsContents),
  eimSupportedProtocol: optional(tagged(0x87, eimSupportedProtocol)),
  euiccCiPKId: optional(tagged(0x88, subjectKeyIdentifier)),
  indirectProfileDownload: optional(tagged(0x89, nothing())),
  eSipaProprietaryProtocolInformation: optional(tagged(0xaa, vendorSpecificExtension)),
})
export type EimConfigurationData = Infer<typeof eimConfigurationData>

/** AddInitialEimRequest, SGP.32 §5.9. */
export const addInitialEimRequest = tagged(
  0xbf57,
  sequence({ eimConfigurationDataList: tagged(0xa0, listOf(eimConfigurationData)) }),
)
export type AddInitialEimRequest = Infer<typeof addInitialEimRequest>

export const addInitialEimErrors = {
  insufficientMemory: 1,
  associatedEimAlreadyExists: 2,
  ciPKUnknown: 3,
  invalidAssociationToken: 5,
  counterValueOutOfRange: 6,
  commandError: 7,
  undefinedError: 127,
} as const

/** AddInitialEimResponse, SGP.32 §5.9; one entry for each eIM of the request. */
export const addInitialEimResponse = explicit(
  0xbf57,
  choice({
    addInitialEimOk: tagged(
      0xa0,
      listOf(choice({ associationToken: tagged(0x84, integer()), addOk: nothing() })),
    ),
    addInitialEimError: tagged(0x81, named(addInitialEimErrors)),
  }),
)
export type AddInitialEimResponse = Infer<typeof addInitialEimResponse>

/** GetEimConfigurationDataRequest, SGP.32 §5.9. */
export const getEimConfigurationDataRequest = tagged(
  0xbf55,
  sequence({ searchCriteria: optional(explicit(0xa0, choice({ eimId }))) }),
)
export type GetEimConfigurationDataRequest = Infer<typeof getEimConfigurationDataRequest>

/** GetEimConfigurationDataResponse, SGP.32 §5.9. */
export const getEimConfigurationDataResponse = tagged(
  0xbf55,
  sequence({ eimConfigurationDataList: tagged(0xa0, listOf(eimConfigurationData)) }),
)
export type GetEimConfigurationDataResponse = Infer<typeof getEimConfigurationDataResponse>

/** SetDefaultDpAddressRequest of SGP.32 §2.11.1.1 (a PSMO; ES10a has its own under BF3F). */
export const setDefaultDpAddressRequest = tagged(
  0xbf65,
  sequence({ defaultDpAddress: tagged(0x80, address) }),
)
export type SetDefaultDpAddressRequest = Infer<typeof setDefaultDpAddressRequest>
