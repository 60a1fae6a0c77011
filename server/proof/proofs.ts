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
  readonly #proven = new Map<string, ChainProof>()

  /** @throws Error naming the position of a CI certificate that cannot be an anchor */
  constructor(trustedCis: readonly Uint8Array[]) {
    this.anchors = trustedCis.map((der, index) => {
      const anchor = readTrustAnchor(der)
      if (anchor.ok) return anchor.value
      throw new Error(`trusted CI certificate ${index + 1} cannot be used: ${anchor.why}`)
    })
  }

  /** The card's proven key, or why it cannot be believed. */
  card({ euicc, eum, eid, at }: CardQuestion): ChainProof | ChainRefusal {
    const key = createHash('sha256').update(euicc).update(eum).digest('base64')
    const known = this.#proven.get(key)
    if (known && isValidAt(known, at) && (eid === undefined || known.eid === eid)) return known
    const { anchors } = this
    const named = eid === undefined ? {} : { eid }
    const answer = verifyChain({
      leaf: euicc,
      intermediates: [eum],
      anchors,
      at,
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

const isValidAt = ({ path, anchor }: ChainProof, at: number): boolean =>
  [...path, anchor.certificate].every(
    ({ notBefore, notAfter }) => at >= notBefore && at <= notAfter,
  )
