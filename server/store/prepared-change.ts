// A card's change as column values, made while an earlier batch is still committing. A value that
// cannot be written is found here, where it stops only its own card.

import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { DeviceSummary } from '@holdfast/fleet/device-summary.ts'
import type { CardChange } from './card-change.ts'
import { type FleetRules, messagesKeptPerCard } from './contract.ts'
import { searchTextOf } from './device-row.ts'
import { formatUnplaced } from './event-text.ts'
import { formatMessages } from './message-text.ts'
import { boolArray, int2Array, int8Array, textArray } from './postgres-arrays.ts'
import { cardTexts } from './stored-card.ts'

export interface PreparedChange {
  readonly change: CardChange
  readonly after: CardState
  readonly texts: ReturnType<typeof cardTexts>
  readonly attention: boolean
  /** Without their places; see event-text.ts. */
  readonly eventTexts: readonly string[]
  readonly operationTexts: readonly string[]
  readonly itemTexts: readonly string[]
  /** Present when the searchable row is another one than before. */
  readonly device?: DeviceColumns
  /** The raw messages; absent when there are none. */
  readonly messageLines?: string
}

interface DeviceColumns {
  readonly search: string
  readonly summaryText: string
  readonly values: readonly (string | undefined)[]
  readonly openOperations: number
}

/** @throws when a value has no text form (a cycle, a BigInt) */
export function prepareChange(
  change: CardChange & { readonly after: CardState },
  rules: FleetRules,
): PreparedChange {
  const { before, after } = change
  const device = changedDevice(change, rules)
  const messages = change.messages.slice(-messagesKeptPerCard)
  return {
    change,
    after,
    texts: cardTexts(before, after),
    attention: rules.needsAttention(after),
    eventTexts: change.events.map(formatUnplaced),
    operationTexts: change.operations.map((operation) => JSON.stringify(operation)),
    itemTexts: change.items.map(({ body }) => JSON.stringify(body)),
    ...(messages.length > 0 ? { messageLines: formatMessages(messages) } : {}),
    ...(device ? { device } : {}),
  }
}

function changedDevice(
  change: CardChange & { readonly after: CardState },
  rules: FleetRules,
): DeviceColumns | undefined {
  const { before, after } = change
  if (before === after) return undefined
  const summary = rules.summaryOf(after)
  const isSame =
    before && isSearchedAlike(before, after) && isEqual(rules.summaryOf(before), summary)
  return isSame ? undefined : deviceColumns(after, summary)
}

/** Whether what a search looks through is the same; unchanged parts of a state stay the objects. */
function isSearchedAlike(before: CardState, after: CardState): boolean {
  return (
    before.device === after.device &&
    before.importedIccids === after.importedIccids &&
    before.profiles === after.profiles
  )
}

function isEqual(a: DeviceSummary, b: DeviceSummary): boolean {
  const [as, bs] = [Object.entries(a), Object.entries(b)]
  return (
    as.length === bs.length &&
    as.every(([key, value], i) => {
      const other = bs[i]
      return other?.[0] === key && other[1] === value
    })
  )
}

function deviceColumns(state: CardState, summary: DeviceSummary): DeviceColumns {
  const { form, country, model, firmware, site, owner } = summary.device
  return {
    search: columnText(searchTextOf(state)) ?? '',
    summaryText: JSON.stringify(summary),
    values: [
      summary.generation,
      form,
      country,
      summary.operator,
      model,
      firmware,
      site,
      owner,
      summary.lastOutcome,
    ].map(columnText),
    openOperations: summary.openOperations,
  }
}

/** PostgreSQL's text holds every character but NUL, which a hostile device may send. */
function columnText(text: string | undefined): string | undefined {
  return text?.replaceAll('\0', '\uFFFD')
}

/** The parameters of `upsertCards`. */
export function cardParameters(batch: readonly PreparedChange[]): readonly Buffer[] {
  return [
    int2Array(batch.map(({ change }) => change.bucket)),
    textArray(batch.map(({ change }) => change.eid)),
    textArray(batch.map(({ change }) => change.tenant)),
    int8Array(batch.map(({ after }) => after.version)),
    int8Array(batch.map(({ change }) => change.events.length)),
    textArray(batch.map(({ texts }) => texts.state)),
    textArray(batch.map(({ texts }) => texts.euicc)),
    textArray(batch.map(({ texts }) => texts.operationIds)),
    int8Array(batch.map(({ after }) => after.dueAt)),
    textArray(batch.map(({ after }) => after.inFlight?.eimTransactionId)),
    boolArray(batch.map(({ attention }) => attention)),
    int8Array(batch.map(({ messageLines }) => (messageLines === undefined ? 0 : 1))),
  ]
}

/** The parameters of `upsertDevices`; nothing when no row changed. */
export function deviceParameters(batch: readonly PreparedChange[]): readonly Buffer[] | undefined {
  const rows = batch.flatMap(({ change, device }) => (device ? [{ change, device }] : []))
  if (rows.length === 0) return undefined
  return [
    int2Array(rows.map(({ change }) => change.bucket)),
    textArray(rows.map(({ change }) => change.eid)),
    textArray(rows.map(({ change }) => change.tenant)),
    ...Array.from({ length: 9 }, (_, i) => textArray(rows.map(({ device }) => device.values[i]))),
    int8Array(rows.map(({ device }) => device.openOperations)),
    textArray(rows.map(({ device }) => device.search)),
    textArray(rows.map(({ device }) => device.summaryText)),
  ]
}

/** The parameters of `upsertOperations`; nothing when none changed. */
export function operationParameters(
  batch: readonly PreparedChange[],
): readonly Buffer[] | undefined {
  const rows = batch.flatMap(({ change, operationTexts }) =>
    change.operations.map((operation, i) => ({
      bucket: change.bucket,
      operation,
      text: operationTexts[i],
    })),
  )
  if (rows.length === 0) return undefined
  return [
    int2Array(rows.map(({ bucket }) => bucket)),
    textArray(rows.map(({ operation }) => operation.operationId)),
    textArray(rows.map(({ operation }) => operation.eid)),
    textArray(rows.map(({ operation }) => operation.batchId)),
    textArray(rows.map(({ operation }) => operation.wish.kind)),
    textArray(rows.map(({ operation }) => operation.outcome)),
    boolArray(rows.map(({ operation }) => operation.endedAt === undefined)),
    int8Array(rows.map(({ operation }) => operation.createdAt)),
    textArray(rows.map(({ text }) => text)),
  ]
}

/** The parameters of `upsertItems`; nothing when none changed. */
export function itemParameters(batch: readonly PreparedChange[]): readonly Buffer[] | undefined {
  const rows = batch.flatMap(({ change, itemTexts }) =>
    change.items.map((item, i) => ({ bucket: change.bucket, item, text: itemTexts[i] })),
  )
  if (rows.length === 0) return undefined
  return [
    int2Array(rows.map(({ bucket }) => bucket)),
    textArray(rows.map(({ item }) => item.kind)),
    textArray(rows.map(({ item }) => item.itemId)),
    textArray(rows.map(({ item }) => item.eid)),
    textArray(rows.map(({ item }) => item.tenant)),
    textArray(rows.map(({ item }) => item.class)),
    boolArray(rows.map(({ item }) => item.open)),
    int8Array(rows.map(({ item }) => item.at)),
    int8Array(rows.map(({ item }) => item.dueAt)),
    textArray(rows.map(({ text }) => text)),
  ]
}

/**
 * The parameters of `upsertMessages`; nothing when there are none. `countOf` says how many exchanges
 * of a card there are with this one.
 */
export function messageParameters(
  batch: readonly PreparedChange[],
  countOf: (eid: string) => number,
): readonly Buffer[] | undefined {
  const rows = batch.flatMap(({ change, messageLines }) =>
    messageLines === undefined ? [] : [{ change, messageLines, number: countOf(change.eid) - 1 }],
  )
  if (rows.length === 0) return undefined
  return [
    int2Array(rows.map(({ change }) => change.bucket)),
    textArray(rows.map(({ change }) => change.eid)),
    int2Array(rows.map(({ number }) => number % messagesKeptPerCard)),
    int8Array(rows.map(({ number }) => number)),
    textArray(rows.map(({ messageLines }) => messageLines)),
  ]
}
