// What the card says of itself: EUICCInfo1 and EUICCInfo2, its certificates, and connectivity
// parameters of the enabled profile. SGP.22 §5.7.8; SGP.32 §5.9 (ipaMode, IoTSpecificInfo, GetCerts,
// GetConnectivityParameters).

import { readWhole } from '@holdfast/asn1/der.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { EuiccInfo2, IotSpecificInfo } from '@holdfast/gsma/sgp22/euicc-info.ts'
import {
  euiccInfo1,
  euiccInfo2,
  getEuiccInfo1Request,
  getEuiccInfo2Request,
} from '@holdfast/gsma/sgp22/euicc-info.ts'
import type { Card, CardAnswer } from './card.ts'
import type { Edition } from './card-model.ts'
import { encodeVersion } from './card-model.ts'
import { encodeCardResources } from './memory.ts'
import type { Turn } from './turn.ts'

const keyIds = (card: Card, use: 'verify' | 'sign'): Uint8Array[] =>
  card.identity.cis.filter((ci) => use === 'verify' || ci.credential).map((ci) => ci.keyId)

/** EUICCInfo1 (BF20). */
export function infoOne(turn: Turn, command: Uint8Array): CardAnswer {
  decode(getEuiccInfo1Request, command)
  return turn.answer(
    encode(euiccInfo1, {
      svn: encodeVersion(turn.model.svn),
      euiccCiPKIdListForVerification: keyIds(turn.before, 'verify'),
      euiccCiPKIdListForSigning: keyIds(turn.before, 'sign'),
    }),
  )
}

export function infoTwo(turn: Turn, command: Uint8Array): CardAnswer {
  decode(getEuiccInfo2Request, command)
  return turn.answer(encodeInfoTwo(turn))
}

/** EUICCInfo2 (BF22), which the card also signs when it authenticates to a server. */
export const encodeInfoTwo = (turn: Turn): Uint8Array => encode(euiccInfo2, describeCard(turn))

const version = (text: string): Uint8Array => encodeVersion(text)

const iotVersions: Readonly<Record<Edition, string | undefined>> = {
  consumer: undefined,
  'v1.0': '1.0.0',
  'v1.2': '1.2.0',
  'v1.3': '1.3.0',
}

function iotFacts(edition: Edition): { ipaMode?: number; iotSpecificInfo?: IotSpecificInfo } {
  const iotVersion = iotVersions[edition]
  if (!iotVersion) return {}
  const named = { iotVersion: [version(iotVersion)] }
  if (edition === 'v1.0') return { ipaMode: 0, iotSpecificInfo: named }
  const supported = { ...named, ecallSupported: true, fallbackSupported: true } as const
  return { ipaMode: 0, iotSpecificInfo: supported }
}

function describeCard(turn: Turn): EuiccInfo2 {
  const { model, before, nvm } = turn
  return {
    profileVersion: version(model.profileVersion),
    svn: version(model.svn),
    euiccFirmwareVer: version(model.firmwareVersion),
    extCardResource: encodeCardResources(model, nvm),
    uiccCapability: ['usimSupport', 'isimSupport', 'akaMilenage', 'javacard'],
    ts102241Version: version('15.3.0'),
    globalplatformVersion: version('2.3.0'),
    rspCapability: ['additionalProfile', 'testProfileSupport'],
    euiccCiPKIdListForVerification: keyIds(before, 'verify'),
    euiccCiPKIdListForSigning: keyIds(before, 'sign'),
    euiccCategory: 2,
    ppVersion: version('1.0.0'),
    sasAcreditationNumber: 'ZZ-UP-0000',
    certificationDataObject: {
      platformLabel: model.platformLabel,
      discoveryBaseURL: 'https://dlt.example.com',
    },
    treProperties: [model.form === 'integrated' ? 'isIntegrated' : 'isDiscrete'],
    ...iotFacts(model.edition),
  }
}

/**
 * GetCerts (BF56), by the key of a CI or of the first that signs. By X.680 the implicit tags leave
 * three siblings of the certificate; some cards nest it whole.
 */
export function certificates(turn: Turn, command: Uint8Array): CardAnswer {
  const whole = readWhole(command)
  const hasKeyId = whole.end - whole.valueStart > 2 && command[whole.valueStart] === 0x80
  const keyId = hasKeyId ? command.subarray(whole.valueStart + 2) : undefined
  const ci = turn.signingCi(keyId)
  const known = turn.before.identity.cis[ci]
  if (keyId && formatHex(known?.keyId ?? keyId.subarray(1)) !== formatHex(keyId)) {
    return turn.answer(tlv(0xbf56, tlv(0x81, Uint8Array.of(1))))
  }
  const { eumCertificate, euiccCertificate } = turn.credential(ci)
  const nested = turn.model.quirks.nestsCertificates
  const contents = (certificate: Uint8Array): Uint8Array =>
    nested ? certificate : certificate.subarray(readWhole(certificate).valueStart)
  const pair = [tlv(0xa5, contents(eumCertificate)), tlv(0xa6, contents(euiccCertificate))]
  return turn.answer(tlv(0xbf56, tlv(0xa0, ...pair)))
}

/** GetConnectivityParameters (BF5F): no profile of this simulator carries any. */
export const connectivityParameters = (turn: Turn): CardAnswer =>
  turn.answer(tlv(0xbf5f, tlv(0x81, Uint8Array.of(1))))
