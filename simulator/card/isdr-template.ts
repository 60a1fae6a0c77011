// The answer to SELECT of the ISD-R: its AID, and which remote SIM provisioning it speaks.
// SGP.22 §5.7.1 (template E0), SGP.32 §5.9 (template E1).

import { parseHex } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { Card } from './card.ts'
import { encodeVersion } from './card-model.ts'

const isdrAid = parseHex('A0000005591010FFFFFFFF8900000100')
/** GlobalPlatform: at most 255 octets in one STORE DATA block. */
const blockSize = parseHex('9F6501FF')

export function encodeIsdrTemplate(card: Card): Uint8Array {
  const { model } = card
  const consumer = tlv(0xe0, tlv(0x82, encodeVersion(model.svn)))
  const iot = tlv(0xe1, tlv(0x80, parseHex('0640')))
  const templates = model.edition === 'consumer' ? [consumer] : [consumer, iot]
  return tlv(0x6f, tlv(0x84, isdrAid), tlv(0xa5, blockSize), ...templates)
}
