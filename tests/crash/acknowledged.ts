// What Holdfast acknowledged to the world must be in its log: devices it said it imported, cards it
// said it would be the eIM of, operations it said it accepted, heartbeats and network events it
// took, results and notifications after whose answer the card forgets them.

import { readFileSync } from 'node:fs'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import { decodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import type { EimPackageResult } from '@holdfast/gsma/sgp32/eim-package-result.ts'
import { decodeEsipaJsonRequest } from '@holdfast/gsma/sgp32/esipa-json.ts'
import {
  type EsipaMessageFromIpaToEim,
  esipaMessageFromIpaToEim,
} from '@holdfast/gsma/sgp32/esipa-requests.ts'
import type { EuiccPackageResult } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import type { PendingNotification } from '@holdfast/gsma/sgp32/notification.ts'
import type { LoggedEvent } from './log-checks.ts'

interface Exchange {
  readonly path: string
  readonly status: number
  readonly sent: Buffer
  readonly got: Buffer
}

/** Texts of which each stands for one thing in the log. */
type Traces = ReadonlySet<string>

const minuteMs = 60_000
/** A heartbeat that changes nothing is logged once an hour. */
const minutesBetween = 60

/** Sentences about what was acknowledged and is not in the log. */
export function checkAcknowledged(
  record: string,
  events: readonly LoggedEvent[],
  say: (words: string) => void,
): readonly string[] {
  const traces = tracesOf(events)
  const serials = new Map(events.flatMap(({ eid, fact }) => [[fact.device?.serial, eid]]))
  const counted = new Map<string, number>()
  const lost: string[] = []
  for (const exchange of readExchanges(record)) {
    const [last = ''] = exchange.path.split('/').slice(-1)
    for (const wanted of promisesOf(exchange, serials)) {
      const [kind = ''] = wanted.split(' ')
      counted.set(kind, (counted.get(kind) ?? 0) + 1)
      if (!isIn(traces, wanted))
        lost.push(`${last} was acknowledged, but not in the log: ${wanted}`)
    }
  }
  const words = [...counted].map(([kind, count]) => `${count} ${kind}`).join(', ')
  say(`acknowledged to the world and looked for: ${words}`)
  if (!counted.has('result') || !counted.has('notification'))
    lost.push('no results were looked for')
  return lost
}

function readExchanges(file: string): readonly Exchange[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line) => {
    const { path, status, sent, got } = JSON.parse(line)
    return { path, status, sent: Buffer.from(sent, 'base64'), got: Buffer.from(got, 'base64') }
  })
}

function tracesOf(events: readonly LoggedEvent[]): Traces {
  const traces = new Set<string>()
  for (const { eid, at, fact } of events) {
    traces.add(`${fact.kind} ${eid}`)
    if (fact.operation) traces.add(`operation ${fact.operation.operationId} ${eid}`)
    if (fact.eimTransactionId && fact.kind !== 'in-flight-cleared')
      traces.add(`result ${fact.eimTransactionId}`)
    if (fact.kind === 'notification-received') {
      traces.add(`notification ${fact.seqNumber} ${fact.event} ${fact.iccid}`)
    }
    if (fact.kind === 'serving') {
      traces.add(`heartbeat ${eid} ${fact.iccid} ${Math.floor(at / minuteMs)}`)
    }
    if (fact.kind === 'attached') traces.add(`network attach ${fact.iccid}`)
    if (fact.kind === 'attach-refused') traces.add(`network reject ${fact.iccid}`)
  }
  return traces
}

/** A heartbeat's instant is the device's, the log's the server's: up to a minute apart. */
function isIn(traces: Traces, wanted: string): boolean {
  if (!wanted.startsWith('heartbeat ')) return traces.has(wanted)
  const [kind, eid, iccid, minute] = wanted.split(' ')
  for (let ago = -1; ago <= minutesBetween + 1; ago++) {
    if (traces.has(`${kind} ${eid} ${iccid} ${Number(minute) - ago}`)) return true
  }
  return false
}

/** What the answer to this exchange promises, as traces. */
function promisesOf(
  exchange: Exchange,
  serials: ReadonlyMap<string | undefined, string>,
): readonly string[] {
  const { path, status, sent, got } = exchange
  if (status < 200 || status > 299) return []
  if (path === '/v1/imports') return importedBy(sent.toString())
  if (path.endsWith('/add-initial-eim')) return [`association-recorded ${path.split('/')[3]}`]
  if (path === '/v1/operations') {
    const { operations } = JSON.parse(got.toString()) as {
      readonly operations: readonly { readonly operationId: string; readonly eid: string }[]
    }
    return operations.map(({ operationId, eid }) => `operation ${operationId} ${eid}`)
  }
  if (path === '/v1/heartbeats') return heartbeatsIn(sent, got, serials)
  if (path === '/v1/network-events') {
    const seen = JSON.parse(sent.toString()) as readonly Readonly<Record<string, string>>[]
    return seen.map(({ kind, iccid }) => `network ${kind} ${iccid}`)
  }
  return path.startsWith('/gsma/') ? resultsIn(exchange) : []
}

function importedBy(csv: string): readonly string[] {
  const [header = '', ...rows] = csv.trim().split('\n')
  const column = header.split(',').indexOf('eid')
  return rows.map((row) => `card-imported ${row.split(',')[column]}`)
}

function heartbeatsIn(
  sent: Buffer,
  got: Buffer,
  serials: ReadonlyMap<string | undefined, string>,
): readonly string[] {
  if (JSON.parse(got.toString()).unknown.length > 0) return []
  const beats = JSON.parse(sent.toString()) as readonly {
    readonly eid?: string
    readonly serial?: string
    readonly iccid: string
    readonly at: number
  }[]
  return beats.map(({ eid, serial, iccid, at }) => {
    return `heartbeat ${eid ?? serials.get(serial)} ${iccid} ${Math.floor(at / minuteMs)}`
  })
}

function resultsIn({ path, sent, got }: Exchange): readonly string[] {
  const message = messageIn(path, sent)
  if (message?.kind === 'handleNotificationEsipa') {
    const { value } = message
    if (value.kind === 'pendingNotification') return notificationIn(value.value.value)
    return resultIn(value.value.eimPackageResult)
  }
  if (message?.kind !== 'provideEimPackageResult') return []
  const isRefused = path.endsWith('asn1')
    ? got[3] === 0x02 // BF50 <length> 02: an error code
    : !got.toString().includes('Executed-Success')
  return isRefused ? [] : resultIn(message.value.eimPackageResult)
}

function messageIn(path: string, sent: Buffer): EsipaMessageFromIpaToEim | undefined {
  if (path.endsWith('/asn1')) return decode(esipaMessageFromIpaToEim, sent)
  if (!path.startsWith('/gsma/rsp2/esipa/')) return undefined
  const read = decodeEsipaJsonRequest(path.split('/').at(-1) ?? '', JSON.parse(sent.toString()))
  return read.ok ? read.value : undefined
}

function resultIn(result: EimPackageResult): readonly string[] {
  const id = transactionOf(result)
  return id ? [`result ${formatHex(id)}`] : []
}

function transactionOf(result: EimPackageResult): Uint8Array | undefined {
  switch (result.kind) {
    case 'euiccPackageResult':
      return transactionOfPackage(result.value)
    case 'ePRAndNotifications':
      return transactionOfPackage(result.value.euiccPackageResult)
    case 'ipaEuiccDataResponse':
      return result.value.value.eimTransactionId
    default:
      return undefined
  }
}

function transactionOfPackage(result: EuiccPackageResult): Uint8Array | undefined {
  if (result.kind !== 'euiccPackageResultSigned') return undefined
  return result.value.euiccPackageResultDataSigned.value.eimTransactionId
}

function notificationIn(notification: PendingNotification): readonly string[] {
  if (notification.kind !== 'otherSignedNotification') return []
  const { seqNumber, iccid, profileManagementOperation } =
    notification.value.tbsOtherNotification.value
  const read = iccid && decodeIccid(iccid)
  const [event] = profileManagementOperation
  return read?.ok && event ? [`notification ${seqNumber} ${eventOf(event)} ${read.value}`] : []
}

/** The standard's name, in the words of the log. */
const eventOf = (name: string): string => name.replace(/^notification/, '').toLowerCase()
