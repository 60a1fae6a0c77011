// The header of every JSON response: how a function ended, and why it failed. SGP.22 §5.2.6, §6.5.1.
// A business failure comes with HTTP 200; a subject code and a reason code say what and why.

import type { JsonObject } from './json-fields.ts'
import { ifPresent, objectOf, required, text } from './json-fields.ts'

export const executionStatuses = [
  'Executed-Success',
  'Executed-WithWarning',
  'Failed',
  'Expired',
] as const
export type ExecutionStatus = (typeof executionStatuses)[number]

/** statusCodeData, SGP.22 §5.2.6. */
export interface StatusCodeData {
  readonly subjectCode: string
  readonly reasonCode: string
  readonly subjectIdentifier?: string | undefined
  readonly message?: string | undefined
}

/** functionExecutionStatus, SGP.22 §5.2.6. */
export interface FunctionExecutionStatus {
  readonly status: ExecutionStatus
  readonly statusCodeData?: StatusCodeData | undefined
}

/** The header object of a response. */
export const formatHeader = (execution: FunctionExecutionStatus): JsonObject => ({
  functionExecutionStatus: {
    status: execution.status,
    ...(execution.statusCodeData ? { statusCodeData: { ...execution.statusCodeData } } : {}),
  },
})

export const successHeader: JsonObject = formatHeader({ status: 'Executed-Success' })

const statusOf = (value: unknown): ExecutionStatus => {
  const found = text(value)
  const known = executionStatuses.find((status) => status.toLowerCase() === found.toLowerCase())
  if (known) return known
  throw new RangeError(`"${found.slice(0, 40)}" is not one of ${executionStatuses.join(', ')}`)
}

/** How the function ended, from a response body; nothing when the body has no header. */
export function readHeader(body: JsonObject): FunctionExecutionStatus | undefined {
  if (body.header === undefined || body.header === null) return undefined
  const header = objectOf(body.header, 'header')
  return readExecution(objectOf(header.functionExecutionStatus, 'header.functionExecutionStatus'))
}

/** The members of a functionExecutionStatus object. */
export function readExecution(execution: JsonObject): FunctionExecutionStatus {
  const statusCodeData = ifPresent(execution, 'statusCodeData', readStatusCode)
  const status = required(execution, 'status', statusOf)
  return { status, ...(statusCodeData && { statusCodeData }) }
}

function readStatusCode(value: unknown): StatusCodeData {
  const fields = objectOf(value, 'statusCodeData')
  const subjectIdentifier = ifPresent(fields, 'subjectIdentifier', text)
  const message = ifPresent(fields, 'message', text)
  return {
    subjectCode: required(fields, 'subjectCode', text),
    reasonCode: required(fields, 'reasonCode', text),
    ...(subjectIdentifier === undefined ? {} : { subjectIdentifier }),
    ...(message === undefined ? {} : { message }),
  }
}

/** The header of a request of ES2+, ES12 and ES15, SGP.22 §6.5.1.3. */
export interface RequestHeader {
  readonly functionRequesterIdentifier: string
  readonly functionCallIdentifier: string
}

/** The header of a request body, which must have one. */
export function readRequestHeader(body: JsonObject): RequestHeader {
  const header = objectOf(body.header, 'header')
  return {
    functionRequesterIdentifier: required(header, 'functionRequesterIdentifier', text),
    functionCallIdentifier: required(header, 'functionCallIdentifier', text),
  }
}
