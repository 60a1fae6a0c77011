// ES2+, between an operator and an SM-DP+: what each function asks and answers, and parsers that
// name the field that is wrong. SGP.22 §5.3, JSON binding §6.5.2.8 and following. An ICCID of 19
// digits travels with a trailing F; here it is always its digits.

import type { FieldReader, JsonObject, JsonParsed } from './json-fields.ts'
import {
  bytesField,
  formatBytes,
  ifPresent,
  objectOf,
  parsed,
  present,
  refuse,
  required,
  text,
  textLike,
  truth,
  whole,
} from './json-fields.ts'
import type { ExecutionStatus, FunctionExecutionStatus, RequestHeader } from './json-header.ts'
import { formatHeader, readExecution, readHeader, readRequestHeader } from './json-header.ts'

/** Functions of ES2+, as they stand in the path `/gsma/rsp2/es2plus/<function>`. */
export const es2plusFunctions = [
  'downloadOrder',
  'confirmOrder',
  'cancelOrder',
  'releaseProfile',
  'handleDownloadProgressInfo',
] as const
export type Es2plusFunction = (typeof es2plusFunctions)[number]

/** DownloadOrder, SGP.22 §5.3.1; at least one of iccid and profileType. */
export interface DownloadOrder {
  readonly header: RequestHeader
  readonly eid?: string | undefined
  readonly iccid?: string | undefined
  readonly profileType?: string | undefined
}

/** ConfirmOrder, SGP.22 §5.3.2. */
export interface ConfirmOrder {
  readonly header: RequestHeader
  readonly iccid: string
  readonly releaseFlag: boolean
  readonly eid?: string | undefined
  readonly matchingId?: string | undefined
  readonly confirmationCode?: string | undefined
  readonly smdsAddress?: string | undefined
}

export const finalProfileStatusIndicators = ['Available', 'Unavailable'] as const
export type FinalProfileStatusIndicator = (typeof finalProfileStatusIndicators)[number]

/** CancelOrder, SGP.22 §5.3.3. */
export interface CancelOrder {
  readonly header: RequestHeader
  readonly iccid: string
  readonly finalProfileStatusIndicator: FinalProfileStatusIndicator
  readonly eid?: string | undefined
  readonly matchingId?: string | undefined
}

/** ReleaseProfile, SGP.22 §5.3.4. */
export interface ReleaseProfile {
  readonly header: RequestHeader
  readonly iccid: string
}

/** Points of a download that an SM-DP+ reports, SGP.22 §5.3.5. */
export const notificationPointIds = {
  eligibilityCheck: 1,
  confirmationCodeCheck: 2,
  bppDownload: 3,
  bppInstallation: 4,
} as const

/** HandleDownloadProgressInfo, SGP.22 §5.3.5: from the SM-DP+ to the operator. */
export interface DownloadProgressInfo {
  readonly header: RequestHeader
  readonly iccid: string
  readonly profileType: string
  readonly timestamp: string
  readonly notificationPointId: number
  readonly notificationPointStatus: FunctionExecutionStatus
  readonly eid?: string | undefined
  /** A notification of the card, as its DER. */
  readonly resultData?: Uint8Array | undefined
}

export type Es2plusRequest =
  | { readonly kind: 'downloadOrder'; readonly value: DownloadOrder }
  | { readonly kind: 'confirmOrder'; readonly value: ConfirmOrder }
  | { readonly kind: 'cancelOrder'; readonly value: CancelOrder }
  | { readonly kind: 'releaseProfile'; readonly value: ReleaseProfile }
  | { readonly kind: 'handleDownloadProgressInfo'; readonly value: DownloadProgressInfo }

/** What an SM-DP+ answers to an order; a failed function has only its header. */
export interface Es2plusResponse {
  readonly execution: FunctionExecutionStatus
  readonly iccid?: string | undefined
  readonly eid?: string | undefined
  readonly matchingId?: string | undefined
  readonly smdpAddress?: string | undefined
}

const paddedIccid = textLike(/^[0-9]{18,20}F{0,2}$/i, 'an ICCID of 18 to 20 digits')
const iccidField: FieldReader<string> = (value) => paddedIccid(value).replace(/F+$/i, '')
const eidField = textLike(/^[0-9]{32}$/, 'an EID of 32 digits')
const timestampField = textLike(
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/,
  'a time like 2026-01-31T12:00:00Z',
)

const indicatorField: FieldReader<FinalProfileStatusIndicator> = (value) => {
  const found = text(value)
  const known = finalProfileStatusIndicators.find((indicator) => indicator === found)
  if (known) return known
  throw new RangeError(`"${found.slice(0, 40)}" is neither Available nor Unavailable`)
}

const statusField: FieldReader<FunctionExecutionStatus> = (value) =>
  readExecution(objectOf(value, 'notificationPointStatus'))

const requestReaders: Readonly<Record<Es2plusFunction, (body: JsonObject) => Es2plusRequest>> = {
  downloadOrder: (body) => {
    const value = present({
      header: readRequestHeader(body),
      eid: ifPresent(body, 'eid', eidField),
      iccid: ifPresent(body, 'iccid', iccidField),
      profileType: ifPresent(body, 'profileType', text),
    })
    if (value.iccid || value.profileType) return { kind: 'downloadOrder', value }
    return refuse('missing-field', 'iccid', 'an iccid or a profileType is needed')
  },
  confirmOrder: (body) => ({
    kind: 'confirmOrder',
    value: present({
      header: readRequestHeader(body),
      iccid: required(body, 'iccid', iccidField),
      releaseFlag: required(body, 'releaseFlag', truth),
      eid: ifPresent(body, 'eid', eidField),
      matchingId: ifPresent(body, 'matchingId', text),
      confirmationCode: ifPresent(body, 'confirmationCode', text),
      smdsAddress: ifPresent(body, 'smdsAddress', text),
    }),
  }),
  cancelOrder: (body) => ({
    kind: 'cancelOrder',
    value: present({
      header: readRequestHeader(body),
      iccid: required(body, 'iccid', iccidField),
      finalProfileStatusIndicator: required(body, 'finalProfileStatusIndicator', indicatorField),
      eid: ifPresent(body, 'eid', eidField),
      matchingId: ifPresent(body, 'matchingId', text),
    }),
  }),
  releaseProfile: (body) => ({
    kind: 'releaseProfile',
    value: { header: readRequestHeader(body), iccid: required(body, 'iccid', iccidField) },
  }),
  handleDownloadProgressInfo: (body) => ({
    kind: 'handleDownloadProgressInfo',
    value: present({
      header: readRequestHeader(body),
      iccid: required(body, 'iccid', iccidField),
      profileType: required(body, 'profileType', text),
      timestamp: required(body, 'timestamp', timestampField),
      notificationPointId: required(body, 'notificationPointId', whole),
      notificationPointStatus: required(body, 'notificationPointStatus', statusField),
      eid: ifPresent(body, 'eid', eidField),
      resultData: ifPresent(body, 'resultData', bytesField),
    }),
  }),
}

/** The request sent to `name` (the last part of the path) as `json`. */
export function parseEs2plusRequest(name: string, json: unknown): JsonParsed<Es2plusRequest> {
  return parsed(() => {
    if (!Object.hasOwn(requestReaders, name)) {
      return refuse('unknown-function', '', `"${name.slice(0, 40)}" is not a function of ES2+`)
    }
    return requestReaders[name as Es2plusFunction](objectOf(json))
  })
}

/** An ICCID as ES2+ writes it: 19 digits get a trailing F. */
export const padIccid = (iccid: string): string => (iccid.length === 19 ? `${iccid}F` : iccid)

/** The body of a request. */
export function formatEs2plusRequest(request: Es2plusRequest): JsonObject {
  const { iccid } = request.value
  const padded = iccid === undefined ? {} : { iccid: padIccid(iccid) }
  if (request.kind !== 'handleDownloadProgressInfo') return { ...request.value, ...padded }
  const { resultData, ...rest } = request.value
  return present({ ...rest, ...padded, resultData: resultData && formatBytes(resultData) })
}

/** The body of a response. */
export function formatEs2plusResponse(response: Es2plusResponse): JsonObject {
  const { execution, iccid, ...rest } = response
  const padded = iccid === undefined ? undefined : padIccid(iccid)
  return present({ header: formatHeader(execution), iccid: padded, ...rest })
}

const answers: Readonly<Record<Es2plusFunction, 'iccid' | 'matchingId' | undefined>> = {
  downloadOrder: 'iccid',
  confirmOrder: 'matchingId',
  cancelOrder: undefined,
  releaseProfile: undefined,
  handleDownloadProgressInfo: undefined,
}

const isDone = (status: ExecutionStatus): boolean =>
  status === 'Executed-Success' || status === 'Executed-WithWarning'

/**
 * The response to `name` as `json`. A function that succeeded must have what it promises (the ICCID
 * of a download order, the matching id of a confirmation); a failed one is a value with its status.
 */
export function parseEs2plusResponse(
  name: Es2plusFunction,
  json: unknown,
): JsonParsed<Es2plusResponse> {
  return parsed(() => {
    const body = objectOf(json)
    const execution = readHeader(body)
    if (!execution) return refuse('missing-field', 'header', 'header is missing')
    const promised = answers[name]
    if (promised && isDone(execution.status)) required(body, promised, text)
    return present({
      execution,
      iccid: ifPresent(body, 'iccid', iccidField),
      eid: ifPresent(body, 'eid', eidField),
      matchingId: ifPresent(body, 'matchingId', text),
      smdpAddress: ifPresent(body, 'smdpAddress', text),
    })
  })
}
