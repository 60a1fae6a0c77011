// The few files of the UICC itself that a reader or a modem asks for before it speaks to the
// ISD-R: the master file's control parameters and EF.ICCID of the enabled profile. ETSI TS 102 221
// §11.1.1.4 (FCP template), §13.2 (EF.ICCID).

import { parseHex } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { Card } from '../card/card.ts'

const descriptor = {
  'master-file': { fileType: '7821', id: '3F00' },
  'iccid-file': { fileType: '4121', id: '2FE2' },
} as const

/** The FCP template of the master file, or of EF.ICCID (transparent, 10 octets). */
export function encodeMasterFileTemplate(file: string): Uint8Array {
  const isIccid = file === 'iccid-file'
  const { fileType, id } = descriptor[isIccid ? 'iccid-file' : 'master-file']
  const fields = [
    tlv(0x82, parseHex(fileType)),
    tlv(0x83, parseHex(id)),
    tlv(0x8a, parseHex('05')),
    tlv(0x8b, parseHex('2F0601')),
    ...(isIccid ? [tlv(0x80, parseHex('000A'))] : [tlv(0xc6, parseHex('90014083010183010A'))]),
  ]
  return tlv(0x62, ...fields)
}

/** EF.ICCID of the enabled profile, nibbles swapped; undefined when no profile is enabled. */
export function encodeIccidFile(card: Card): Uint8Array | undefined {
  const enabled = card.nvm.profiles.find((profile) => profile.state === 'enabled')
  return enabled ? parseHex(enabled.iccid) : undefined
}
