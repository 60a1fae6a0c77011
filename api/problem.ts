// Problems as values: made in one place, so that every "no" has a code, words and a remedy.

import type { Frozen, ShapeOf } from './route.ts'
import type { FieldProblem, ProblemShape } from './shapes/problem.ts'

export type Problem = ShapeOf<typeof ProblemShape>
export type ProblemField = ShapeOf<typeof FieldProblem>

export const problemMediaType = 'application/problem+json'

/** Problems that the API itself gives; fleet's refusal codes come beside these. */
export const problemCodes = {
  'bad-request': { status: 400, title: 'The request is not in the shape of the contract' },
  'bad-filter': { status: 400, title: 'The filter cannot be read' },
  'no-token': { status: 401, title: 'A token is needed' },
  'bad-token': { status: 401, title: 'The token is not valid' },
  'scope-missing': { status: 403, title: 'The token lacks a scope' },
  'scope-not-held': { status: 403, title: 'A token cannot give scopes that it lacks' },
  'no-such-route': { status: 404, title: 'There is nothing at this address' },
  'unknown-device': { status: 404, title: 'No device has this EID' },
  'unknown-operation': { status: 404, title: 'No operation has this id' },
  'unknown-batch': { status: 404, title: 'No batch has this id' },
  'unknown-visit': { status: 404, title: 'No field visit has this id' },
  'unknown-incident': { status: 404, title: 'No incident has this id' },
  'unknown-token': { status: 404, title: 'No token has this id' },
  'unknown-code': { status: 404, title: 'No such code' },
  'target-changed': { status: 409, title: 'The target has another number of devices' },
  'idempotency-key-reused': { status: 409, title: 'The key came before with another request' },
  'too-large': { status: 413, title: 'The body is too large' },
  'wrong-media-type': { status: 415, title: 'The body has a media type that is not read here' },
  refused: { status: 422, title: 'The request is understood and refused' },
  'unreadable-file': { status: 422, title: 'The file cannot be read as a table' },
  undecodable: { status: 422, title: 'The bytes cannot be read' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'The server met an error of its own' },
  'not-ready': { status: 503, title: 'The server is not ready' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problemCodes

/** A problem of one of the API's own codes. */
export function problemOf(
  code: ProblemCode,
  detail: string,
  more: { readonly remedy?: string; readonly errors?: readonly ProblemField[] } = {},
): Problem {
  const { status, title } = problemCodes[code]
  return { type: `/v1/reasons/${code}`, title, status, code, detail, ...more }
}

/** A problem that carries a refusal of fleet: its own code, status 409 unless told otherwise. */
export function problemOfRefusal(
  refusal: { readonly code: string; readonly why: string; readonly remedy?: string },
  status: 404 | 409 | 422 = 409,
): Problem {
  const problem: Frozen<Problem> = {
    type: `/v1/reasons/${refusal.code}`,
    title: problemCodes.refused.title,
    status,
    code: refusal.code,
    detail: refusal.why,
  }
  return refusal.remedy === undefined ? problem : { ...problem, remedy: refusal.remedy }
}
