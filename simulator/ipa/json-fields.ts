// Fields of the JSON bindings: base64 and hexadecimal texts, and the header that says how a
// function ended. SGP.22 §6.5.1, SGP.32 §6.4.

import type { HttpReply } from '../device/https-client.ts'

export type Json = Readonly<Record<string, unknown>>

export const formatBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

export const parseBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))

export const formatUpperHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('hex').toUpperCase()

/** The fields of an answer, and `subject/reason` when its header says that the function failed. */
export function parseReply(reply: HttpReply): { readonly fields: Json; readonly failure?: string } {
  if (reply.status !== 200) throw new Error(`status ${reply.status}`)
  const fields: unknown = JSON.parse(new TextDecoder().decode(reply.body))
  if (typeof fields !== 'object' || fields === null) throw new Error('not a JSON object')
  const failure = failureOf(fields as Json)
  return { fields: fields as Json, ...(failure === undefined ? {} : { failure }) }
}

function failureOf(fields: Json): string | undefined {
  const header = fields.header as
    | {
        readonly functionExecutionStatus?: {
          readonly status?: string
          readonly statusCodeData?: { readonly subjectCode?: string; readonly reasonCode?: string }
        }
      }
    | undefined
  const status = header?.functionExecutionStatus
  if (status?.status === undefined || status.status.startsWith('Executed')) return undefined
  const { subjectCode, reasonCode } = status.statusCodeData ?? {}
  return `${subjectCode}/${reasonCode}`
}
