// The tables of codes, and bytes by name.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { problemCodes, problemOf } from '@holdfast/api/problem.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import { parseHex } from '@holdfast/asn1/hex.ts'
import { allReasons } from '@holdfast/fleet/reasons/reason.ts'
import { decodeAny } from '@holdfast/gsma/decode-any.ts'
import { resultCodes } from '@holdfast/gsma/result-codes/explain-result-code.ts'

type CodeHandlers = Pick<Handlers, 'reasons' | 'reason' | 'resultCodes' | 'decode'>

interface ReasonWords {
  readonly code: string
  readonly words: string
  readonly remedy?: string
}

/** Fleet's refusals and reasons, and the API's own problems. */
const everyReason: readonly ReasonWords[] = [
  ...allReasons,
  ...Object.entries(problemCodes).map(([code, { title }]) => ({ code, words: title })),
]

export const codeHandlers = (): CodeHandlers => ({
  async reasons() {
    return { items: everyReason }
  },
  async reason({ params }) {
    const found = everyReason.find(({ code }) => code === params.code)
    if (found) return found
    throw new ApiProblem(problemOf('unknown-code', `there is no code ${params.code}`))
  },
  async resultCodes() {
    return { items: resultCodes }
  },
  async decode({ body }) {
    try {
      const { name, on, dump, remarks } = decodeAny(parseHex(body.hex))
      return { decodedAs: name, on, dump, remarks }
    } catch (cause) {
      if (!(cause instanceof Asn1Error)) throw cause
      const at = `byte ${cause.offset}${cause.path.length > 0 ? `, ${cause.path.join('.')}` : ''}`
      const errors = [{ at, why: cause.detail }]
      throw new ApiProblem(problemOf('undecodable', cause.message, { errors }))
    }
  },
})
