// A bench with one card, an SM-DP+ that serves it and an eIM it obeys, for tests of the card: each
// function does one thing that the world around a card does, and remembers the card.

import { carry } from '@holdfast/asn1/constructed.ts'
import { parseHex } from '@holdfast/asn1/hex.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import type { Eid } from '@holdfast/gsma/ids/eid.ts'
import { encodeEid } from '@holdfast/gsma/ids/eid.ts'
import type { Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { encodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import { profileInstallationResult } from '@holdfast/gsma/sgp22/notification.ts'
import type { EimConfigurationData } from '@holdfast/gsma/sgp32/eim-configuration.ts'
import { addInitialEimRequest } from '@holdfast/gsma/sgp32/eim-configuration.ts'
import type { Eco, EuiccPackage, Psmo } from '@holdfast/gsma/sgp32/euicc-package.ts'
import { euiccPackageRequest, euiccPackageSigned } from '@holdfast/gsma/sgp32/euicc-package.ts'
import type { EuiccPackageResult } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import { euiccPackageResult } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import type { Curve, SigningKey } from '@holdfast/gsma/signature.ts'
import { encodePublicKeyInfo, packageSignatureInput, signBytes } from '@holdfast/gsma/signature.ts'
import { deriveKey } from '../pki/derived-key.ts'
import type { TestPki } from '../pki/test-pki.ts'
import { createTestPki } from '../pki/test-pki.ts'
import { confirmOrder, downloadOrder } from '../smdp/es2plus.ts'
import { newSmdp, newStock } from '../smdp/new-smdp.ts'
import type { ProfileDescription } from '../smdp/profile-metadata.ts'
import type { Smdp, SmdpConfiguration } from '../smdp/smdp.ts'
import { answerCommand } from './answer-command.ts'
import type { Card, CardAnswer } from './card.ts'
import type { CardModel, Quirks } from './card-model.ts'
import { cardModel } from './card-model.ts'
import { countingEntropy } from './counting-entropy.ts'
import { newCard, testEid, testIdentity } from './new-card.ts'
import type { DownloadEnd } from './shortest-lpa.ts'
import { downloadProfile } from './shortest-lpa.ts'

export const benchTime = Date.UTC(2026, 5, 1)
const address = 'smdp.example.com'

export interface BenchWish {
  readonly model?: Partial<Omit<CardModel, 'quirks'>>
  readonly quirks?: Partial<Quirks>
  readonly curve?: Curve
  readonly limits?: Partial<SmdpConfiguration>
  readonly facts?: Partial<ProfileDescription>
  /** Octets of each profile package. */
  readonly size?: number
}

export class Bench {
  readonly pki: TestPki
  readonly smdp: Smdp
  readonly eid: Eid = testEid(7)
  readonly eimKey: SigningKey
  readonly entropy = countingEntropy('bench')
  now = benchTime
  card: Card
  /** Every answer since the bench stands, in order. */
  readonly answers: CardAnswer[] = []
  counterValue = 0

  constructor(wish: BenchWish = {}) {
    const { curve = 'P-256', facts = {}, size = 2500 } = wish
    this.pki = createTestPki({ seed: 'bench', from: benchTime, curve })
    this.eimKey = deriveKey({ seed: 'bench', label: 'eim', curve })
    const stock = { count: 6, iccidPrefix: '8949', profileType: 'T', serviceProviderName: 'One' }
    const profiles = newStock({ ...stock, address, size, facts })
    this.smdp = newSmdp({ address, pkis: [this.pki], profiles, limits: wish.limits ?? {} })
    const model = cardModel(wish.model, wish.quirks)
    this.card = newCard(testIdentity(this.eid, this.pki), model)
  }

  get world() {
    return { now: this.now, entropy: this.entropy }
  }

  /** One command; the bench's card is the next one afterwards. */
  answer(command: Uint8Array): CardAnswer {
    const answer = answerCommand(this.card, command, this.entropy)
    this.card = answer.card
    this.answers.push(answer)
    return answer
  }

  /** The data that answers a command. */
  send(command: Uint8Array | string): Uint8Array {
    const bytes = typeof command === 'string' ? parseHex(command) : command
    const { reply } = this.answer(bytes)
    if (reply.kind === 'data') return reply.bytes
    throw new Error(`the card refused with ${reply.statusWord.toString(16)}`)
  }

  /** An order released under this matching id. */
  order(matchingId: string, confirmationCode?: string): Iccid {
    const ordered = downloadOrder(this.smdp, { profileType: 'T' })
    if (ordered.kind === 'failed') throw new Error(ordered.message)
    const { iccid } = ordered.value
    const confirmation = { iccid, releaseFlag: true, matchingId, confirmationCode }
    const confirmed = confirmOrder(this.smdp, confirmation, this.world)
    if (confirmed.kind === 'failed') throw new Error(confirmed.message)
    return iccid as Iccid
  }

  download(matchingId: string, confirmationCode?: string): DownloadEnd {
    const wish = { smdp: this.smdp, matchingId, confirmationCode }
    return downloadProfile((command) => this.send(command), wish, this.world)
  }

  /** Orders and installs a profile. @throws Error unless it is on the card afterwards */
  install(matchingId: string): Iccid {
    const iccid = this.order(matchingId)
    const end = this.download(matchingId)
    if (end.kind !== 'result') throw new Error(`the download ended ${end.kind}`)
    const { value } = decode(profileInstallationResult, end.bytes).profileInstallationResultData
    if (value.finalResult.kind !== 'successResult') throw new Error('the installation failed')
    return iccid
  }

  /** ES10c enable with REFRESH; the code. */
  enableLocally(iccid: Iccid): number {
    const named = tlv(0xa0, tlv(0x5a, encodeIccid(iccid)))
    return this.send(tlv(0xbf31, named, parseHex('8101FF'))).at(-1) as number
  }

  eimConfiguration(facts: Partial<EimConfigurationData> = {}): EimConfigurationData {
    return {
      eimId: 'eim1',
      eimFqdn: 'eim.example.com',
      counterValue: 0,
      associationToken: -1,
      eimPublicKeyData: {
        kind: 'eimPublicKey',
        value: encodePublicKeyInfo(this.eimKey.publicKey),
      },
      ...facts,
    }
  }

  /** AddInitialEim; the card's answer. */
  associate(...configurations: readonly EimConfigurationData[]): Uint8Array {
    const list = configurations.length > 0 ? configurations : [this.eimConfiguration()]
    return this.send(encode(addInitialEimRequest, { eimConfigurationDataList: list }))
  }

  /** A signed package with the next counter, altered as wished. */
  packageOf(operations: EuiccPackage, altered: PackageWish = {}): Uint8Array {
    this.counterValue += 1
    const { key = this.eimKey, token = this.tokenOf('eim1'), ...facts } = altered
    const signed = carry(euiccPackageSigned, {
      eimId: 'eim1',
      eidValue: encodeEid(this.eid),
      counterValue: this.counterValue,
      eimTransactionId: parseHex('0102030405060708'),
      euiccPackage: operations,
      ...facts,
    })
    const input = packageSignatureInput({ signed: signed.bytes, token })
    const eimSignature = signBytes(key, input)
    return encode(euiccPackageRequest, { euiccPackageSigned: signed, eimSignature })
  }

  tokenOf(eimId: string): number | undefined {
    return this.card.nvm.eims.find((eim) => eim.eimId === eimId)?.associationToken
  }

  /** Sends PSMOs; the decoded result. */
  manage(...psmos: readonly Psmo[]): EuiccPackageResult {
    return this.resultOf(this.packageOf({ kind: 'psmoList', value: psmos }))
  }

  /** Sends eCOs; the decoded result. */
  configure(...ecos: readonly Eco[]): EuiccPackageResult {
    return this.resultOf(this.packageOf({ kind: 'ecoList', value: ecos }))
  }

  resultOf(command: Uint8Array): EuiccPackageResult {
    return decode(euiccPackageResult, this.send(command))
  }
}

export interface PackageWish {
  readonly key?: SigningKey
  readonly token?: number
  readonly eimId?: string
  readonly eidValue?: Uint8Array
  readonly counterValue?: number
  readonly eimTransactionId?: Uint8Array
}

/** The results in a signed result, as `kind: value`. @throws Error when it is an error */
export function resultsOf(result: EuiccPackageResult): readonly (readonly [string, unknown])[] {
  if (result.kind !== 'euiccPackageResultSigned') throw new Error(`it is ${result.kind}`)
  const { euiccResult } = result.value.euiccPackageResultDataSigned.value
  return euiccResult.map(({ kind, value }) => [kind, value] as const)
}

export const byIccid = (iccid: Iccid): { readonly iccid: Uint8Array } => ({
  iccid: encodeIccid(iccid),
})
