// What a card says it is, from the data that an IPA reads for us (SGP.32 §2.11.2.2), as facts about
// it. The certificates are proven or not by their chain; everything else here is only reported.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { EuiccFacts } from '@holdfast/fleet/card-state.ts'
import type { ChainProof } from '@holdfast/gsma/certificate.ts'
import { type EuiccInfo2, extCardResource } from '@holdfast/gsma/sgp22/euicc-info.ts'
import type { Dialect } from '@holdfast/gsma/sgp32/dialect.ts'
import type { IpaEuiccData } from '@holdfast/gsma/sgp32/ipa-euicc-data.ts'

export interface FactsWish {
  readonly data: IpaEuiccData
  readonly dialect: Dialect | undefined
  /** Present when the chain of the certificates was verified. */
  readonly proof?: ChainProof
  readonly now: number
}

/** The facts that these data hold, what they do not say left out; undefined when they say none. */
export function euiccFactsOf({ data, dialect, proof, now }: FactsWish): EuiccFacts | undefined {
  const told = defined<Partial<EuiccFacts>>({
    eumCertificate: data.eumCertificate && formatHex(data.eumCertificate),
    euiccCertificate: data.euiccCertificate && formatHex(data.euiccCertificate),
    chainVerifiedAt: proof ? now : undefined,
    certificateUntil: proof && endsOf(proof),
    euiccInfo2: data.euiccInfo2 && formatHex(data.euiccInfo2.bytes),
    ...(data.euiccInfo2 ? infoFacts(data.euiccInfo2.value) : {}),
    ipaFeatures: data.ipaCapabilities?.ipaFeatures,
    dialect,
  })
  if (Object.keys(told).length === 0) return undefined
  return { ...told, asOf: now, evidence: proof ? 'proven' : 'reported' }
}

/** When the certificates of card, maker and CI end. */
function endsOf({ leaf, path, anchor }: ChainProof): EuiccFacts['certificateUntil'] {
  const makers = path.filter((one) => one !== leaf).map(({ notAfter }) => notAfter)
  const ci = anchor.certificate.notAfter
  return { euicc: leaf.notAfter, eum: Math.min(...makers, ci), ci }
}

function infoFacts(info: EuiccInfo2): Partial<EuiccFacts> {
  const iot = info.iotSpecificInfo
  return defined({
    freeNonVolatileMemory: freeMemory(info.extCardResource),
    firmwareVersion: formatVersion(info.euiccFirmwareVer),
    iotVersions: iot?.iotVersion.map(formatVersion),
    fallbackSupported: iot && iot.fallbackSupported === true,
    ciPkIdsForVerification: info.euiccCiPKIdListForVerification.map(formatHex),
    ipaMode: info.ipaMode === 0 ? 'ipad' : info.ipaMode === 1 ? 'ipae' : undefined,
  })
}

/** Three octets as people write a version: 1.2.0. */
const formatVersion = (version: Uint8Array): string => version.join('.')

/** Octets free for profiles; nothing when the resource cannot be read. */
function freeMemory(resource: Uint8Array): number | undefined {
  try {
    const free = decode(extCardResource, tlv(0x30, resource)).freeNonVolatileMemory
    return free?.reduce((value, octet) => value * 256 + octet, 0)
  } catch (cause) {
    // A card that writes this unsigned hint badly is a card all the same.
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}

/** The object without the members that are undefined. */
function defined<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as T
}
