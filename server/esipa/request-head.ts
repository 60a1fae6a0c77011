// Judges a request by its head alone, before a body is read. SGP.32 §6.1.1 (HTTP binding), §6.4
// (JSON functions). Real devices are careless about headers, so what cannot mislead is let through:
// a charset after the content type, a missing protocol header, any `gsma/rsp/v…`.

import { esipaFunctions, type IpaFunction } from '@holdfast/gsma/sgp32/esipa-json.ts'
import { type HttpAnswer, problem } from './http-answer.ts'

/** What an IPA may call; `transferEimPackage` goes the other way. */
const ipaFunctions = esipaFunctions.filter(
  (name): name is IpaFunction => name !== 'transferEimPackage',
)

export interface RequestHead {
  readonly method: string
  readonly path: string
  readonly contentType: string | undefined
  readonly adminProtocol: string | undefined
}

/** Which binding the body is in, or the answer that ends it here. */
export type Admission =
  | { readonly kind: 'asn1' }
  | { readonly kind: 'json'; readonly name: IpaFunction }
  | { readonly kind: 'refused'; readonly answer: HttpAnswer }

export const asn1Path = '/gsma/rsp2/asn1'
export const asn1ContentType = 'application/x-gsma-rsp-asn1'
const jsonPrefix = '/gsma/rsp2/esipa/'
const jsonContentType = 'application/json'

const byPath = new Map<string, Admission & { readonly contentType: string }>([
  [asn1Path, { kind: 'asn1', contentType: asn1ContentType }],
  ...ipaFunctions.map(
    (name) =>
      [`${jsonPrefix}${name}`, { kind: 'json', name, contentType: jsonContentType }] as const,
  ),
])

const adminProtocolForm = /^gsma\/rsp\/v\d+\.\d+\.\d+$/

/** What clients are told when they do not say which protocol they speak. */
export const ownAdminProtocol = 'gsma/rsp/v2.1.0'

/** Admits a head to its binding, or refuses: 404, 405, 415, then 400 for the protocol header. */
export function admitHead(head: RequestHead): Admission {
  const query = head.path.indexOf('?')
  const target = byPath.get(query < 0 ? head.path : head.path.slice(0, query))
  if (!target) return refused(problem(404, 'No such function', { detail: functionList }))
  if (head.method !== 'POST') {
    return refused({
      ...problem(405, 'Only POST is answered here'),
      headers: { allow: 'POST' },
    })
  }
  if (!isOfType(head.contentType, target.contentType)) {
    const detail = `the content type here is ${target.contentType}`
    return refused(problem(415, 'Content type not supported', { detail }))
  }
  if (head.adminProtocol !== undefined && !adminProtocolForm.test(head.adminProtocol)) {
    const detail = 'X-Admin-Protocol must read gsma/rsp/v<x.y.z>'
    return refused(problem(400, 'Protocol not supported', { detail }))
  }
  return target
}

const functionList = `POST ${asn1Path} or ${jsonPrefix}{${ipaFunctions.join(', ')}}`

const refused = (answer: HttpAnswer): Admission => ({ kind: 'refused', answer })

function isOfType(given: string | undefined, wanted: string): boolean {
  if (given === wanted) return true
  return given?.split(';', 1)[0]?.trim().toLowerCase() === wanted
}
