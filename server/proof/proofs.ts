// Which cards' keys may be believed. A chain from a card's certificate over its maker's to a trusted
// CI is verified once and its verdict kept while every certificate on the way is valid, so that a
// result costs one signature check instead of three.

import { createHash } from 'node:crypto'
import {
  type ChainProof,
  type ChainRefusal,
  readTrustAnchor,
  type TrustAnchor,
  verifyChain,
} from '@holdfast/gsma/certificate.ts'
import { type RevocationList, verifyRevocationList } from '@holdfast/gsma/certificate-revocation.ts'
import type { Eid } from '@holdfast/gsma/ids/eid.ts'

export interface CardCertificates {
  readonly euicc: Uint8Array
  readonly eum: Uint8Array
}

export interface CardQuestion extends CardCertificates {
  /** The card that must be named; undefined: whichever the certificate names. */
  readonly eid?: Eid
  /** Milliseconds since 1970, by the server's clock (never the device's). */
  readonly at: number
}

const keptMax = 20_000

export class Proofs {
  readonly anchors: readonly TrustAnchor[]
  /** What the CIs no longer stand for. */
  readonly revoked: readonly RevocationList[]
  readonly #proven = new Map<string, ChainProof>()

  /**
   * `lists`: revocation lists, DER, each signed by one of the CIs and current at `at`.
   * @throws Error naming the position of a CI certificate or list that cannot be used
   */
  constructor(trustedCis: readonly Uint8Array[], lists: readonly Uint8Array[] = [], at = 0) {
    this.anchors = trustedCis.map((der, index) => {
      const anchor = readTrustAnchor(der)
      if (anchor.ok) return anchor.value
      throw new Error(`trusted CI certificate ${index + 1} cannot be used: ${anchor.why}`)
    })
    this.revoked = lists.map((der, index) =>
      readList(der, index + 1, { anchors: this.anchors, at }),
    )
  }

  /** The card's proven key, or why it cannot be believed. */
  card({ euicc, eum, eid, at }: CardQuestion): ChainProof | ChainRefusal {
    const key = createHash('sha256').update(euicc).update(eum).digest('base64')
    const known = this.#proven.get(key)
    if (known && isValidAt(known, at) && (eid === undefined || known.eid === eid)) return known
    const { anchors, revoked } = this
    const named = eid === undefined ? {} : { eid }
    const answer = verifyChain({
      leaf: euicc,
      intermediates: [eum],
      anchors,
      at,
      revoked,
      role: 'euicc',
      ...named,
    })
    if (answer.kind === 'proven') this.#keep(key, answer)
    return answer
  }

  #keep(key: string, proof: ChainProof): void {
    this.#proven.delete(key)
    this.#proven.set(key, proof)
    if (this.#proven.size <= keptMax) return
    const [oldest] = this.#proven.keys()
    if (oldest !== undefined) this.#proven.delete(oldest)
  }
}

interface Reading {
  readonly anchors: readonly TrustAnchor[]
  readonly at: number
}

function readList(der: Uint8Array, position: number, { anchors, at }: Reading): RevocationList {
  const verdicts = anchors.map(({ certificate }) => verifyRevocationList(der, certificate, at))
  const verified = verdicts.find((verdict) => verdict.kind === 'verified')
  if (verified) return verified.list
  const why = verdicts.map((verdict) => ('why' in verdict ? verdict.why : '')).join('; ')
  throw new Error(`revocation list ${position} cannot be used: ${why || 'no CI is trusted'}`)
}

const isValidAt = ({ path, anchor }: ChainProof, at: number): boolean =>
  [...path, anchor.certificate].every(
    ({ notBefore, notAfter }) => at >= notBefore && at <= notAfter,
  )
