// The ES10 functions that the IPA asks of its card, each one command and what of its answer the IPA
// needs. SGP.22 §5.7, SGP.32 §5.9.

import { concatBytes, parseHex } from '@holdfast/asn1/hex.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { CardPort } from './card-port.ts'
import { childrenOf, find, integerOf, integerTlv, parseTlv, type Tlv, textOf } from './tlv-tree.ts'

/** What the card knows of the eIM it belongs to (EimConfigurationData). */
export interface EimConfiguration {
  readonly eimId: string
  readonly eimFqdn?: string
  /** SubjectPublicKeyInfo (DER) of the eIM's TLS key, when the card was told one. */
  readonly tlsKey?: Uint8Array
  readonly associationToken?: number
  readonly indirectDownload: boolean
}

const spkiTag = 0x30

/** Asks one command and reads its answer, which must have this tag. */
async function ask(card: CardPort, command: Uint8Array, answerTag: number): Promise<Tlv> {
  const answer = parseTlv(await card.send(command))
  if (answer.tag !== answerTag)
    throw new Error(`the card answered with tag ${answer.tag.toString(16)}`)
  return answer
}

const askHex = (card: CardPort, hex: string, answerTag: number): Promise<Tlv> =>
  ask(card, parseHex(hex), answerTag)

/** 16 octets. */
export async function readEid(card: CardPort): Promise<Uint8Array> {
  const eid = find(await askHex(card, 'BF3E035C015A', 0xbf3e), 0x5a)
  if (!eid) throw new Error('the card has no EID')
  return eid.value
}

export async function readEimConfigurations(card: CardPort): Promise<readonly EimConfiguration[]> {
  const list = find(await askHex(card, 'BF5500', 0xbf55), 0xa0)
  return (list ? childrenOf(list) : []).map((entry) => {
    const eimFqdn = textOf(find(entry, 0x81))
    const tlsKey = tlsKeyOf(entry)
    const associationToken = integerOf(find(entry, 0x84))
    return {
      eimId: textOf(find(entry, 0x80)) ?? '',
      ...(eimFqdn === undefined ? {} : { eimFqdn }),
      ...(tlsKey ? { tlsKey } : {}),
      ...(associationToken === undefined ? {} : { associationToken }),
      indirectDownload: find(entry, 0x89) !== undefined,
    }
  })
}

/** trustedPublicKeyDataTls with a key: fields of the SPKI directly under A0, or a whole `30`. */
function tlsKeyOf(entry: Tlv): Uint8Array | undefined {
  const key = find(entry, 0xa6, 0xa0)
  if (!key) return undefined
  const [first, second] = childrenOf(key)
  if (first?.tag === spkiTag && second?.tag === 0x03) return tlv(spkiTag, key.value)
  return first?.bytes
}

export const readInfo1 = async (card: CardPort): Promise<Uint8Array> =>
  (await askHex(card, 'BF2000', 0xbf20)).bytes

export const readInfo2 = async (card: CardPort): Promise<Uint8Array> =>
  (await askHex(card, 'BF2200', 0xbf22)).bytes

/** 16 octets. */
export async function readChallenge(card: CardPort): Promise<Uint8Array> {
  const challenge = find(await askHex(card, 'BF2E00', 0xbf2e), 0x80)
  if (!challenge) throw new Error('the card gave no challenge')
  return challenge.value
}

/** The members A5 and A6 of IpaEuiccData, as the card gave them; undefined for an unknown CI. */
export async function readCertificates(
  card: CardPort,
  ciKeyId?: Uint8Array,
): Promise<{ readonly eum: Uint8Array; readonly euicc: Uint8Array } | undefined> {
  const answer = await ask(
    card,
    tlv(0xbf56, ciKeyId ? tlv(0x80, ciKeyId) : new Uint8Array()),
    0xbf56,
  )
  const [eum, euicc] = [find(answer, 0xa0, 0xa5), find(answer, 0xa0, 0xa6)]
  return eum && euicc ? { eum: eum.bytes, euicc: euicc.bytes } : undefined
}

export async function readAddresses(
  card: CardPort,
): Promise<{ readonly defaultSmdp?: string; readonly rootSmds?: string }> {
  const answer = await askHex(card, 'BF3C00', 0xbf3c)
  const [defaultSmdp, rootSmds] = [textOf(find(answer, 0x80)), textOf(find(answer, 0x81))]
  return {
    ...(defaultSmdp === undefined ? {} : { defaultSmdp }),
    ...(rootSmds === undefined ? {} : { rootSmds }),
  }
}

/** Pending notifications (BF37, 30…), oldest first; `criteria` is the choice inside A0. */
export async function readNotifications(
  card: CardPort,
  criteria?: Uint8Array,
): Promise<readonly Tlv[]> {
  const answer = await ask(
    card,
    tlv(0xbf2b, criteria ? tlv(0xa0, criteria) : new Uint8Array()),
    0xbf2b,
  )
  const list = find(answer, 0xa0)
  return list ? childrenOf(list).toSorted(bySeqNumber) : []
}

/** Package results (BF51) that the card still keeps, oldest first. */
export async function readPackageResults(
  card: CardPort,
  seqNumber?: number,
): Promise<readonly Tlv[]> {
  const criteria = seqNumber === undefined ? parseHex('8200') : integerTlv(0x80, seqNumber)
  const answer = await ask(card, tlv(0xbf2b, tlv(0xa0, criteria)), 0xbf2b)
  const list = find(answer, 0xa2)
  return list ? childrenOf(list).toSorted(bySeqNumber) : []
}

const bySeqNumber = (a: Tlv, b: Tlv): number => (seqNumberOf(a) ?? 0) - (seqNumberOf(b) ?? 0)

/** The card's own number of a notification or a package result. */
export function seqNumberOf(pending: Tlv): number | undefined {
  switch (pending.tag) {
    case 0xbf37:
      return integerOf(find(pending, 0xbf27, 0xbf2f, 0x80))
    case 0x30:
      return integerOf(find(pending, 0xbf2f, 0x80))
    case 0xbf51: {
      const result = find(pending, 0xa0) ?? find(pending, 0xa1) ?? pending
      return integerOf(find(result, 0x30, 0x83))
    }
    default:
      return undefined
  }
}

/** Removes a notification or result from the card's list; one that is gone is fine. */
export async function removePending(card: CardPort, seqNumber: number): Promise<void> {
  await ask(card, tlv(0xbf30, integerTlv(0x80, seqNumber)), 0xbf30)
}

/** Runs a package (BF51) and gives the result (BF51). */
export const loadPackage = (card: CardPort, request: Uint8Array): Promise<Tlv> =>
  ask(card, request, 0xbf51)

/** Whether the card went back to the profile of before; its result then waits in the list. */
export async function rollBack(card: CardPort): Promise<boolean> {
  const answer = await askHex(card, 'BF58038001FF', 0xbf58)
  return integerOf(find(answer, 0x02)) === 0
}

/** Whether the card went to its fallback profile. */
export async function executeFallback(card: CardPort): Promise<boolean> {
  return integerOf(find(await askHex(card, 'BF5D038001FF', 0xbf5d), 0x80)) === 0
}

/** Whether the profile just installed was enabled at once. */
export async function enableAtOnce(card: CardPort): Promise<boolean> {
  return integerOf(find(await askHex(card, 'BF5A038001FF', 0xbf5a), 0x80)) === 0
}

export const authenticateServer = (card: CardPort, parts: readonly Uint8Array[]): Promise<Tlv> =>
  ask(card, tlv(0xbf38, concatBytes(...parts)), 0xbf38)

export const prepareDownload = (card: CardPort, parts: readonly Uint8Array[]): Promise<Tlv> =>
  ask(card, tlv(0xbf21, concatBytes(...parts)), 0xbf21)

export const cancelSession = (
  card: CardPort,
  transactionId: Uint8Array,
  reason: number,
): Promise<Tlv> =>
  ask(card, tlv(0xbf41, tlv(0x80, transactionId), integerTlv(0x81, reason)), 0xbf41)
