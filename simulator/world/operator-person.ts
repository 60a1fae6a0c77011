// The person who operates the fleet: imports the inventory, puts activation codes into stock,
// starts the swaps, makes tokens for the devices and the networks, and reads how it all ended.
// Does nothing that a person with the CLI could not do.

import { type ApiDoor, allItems, field, numberField, textField } from './api-door.ts'
import type { DevicePlan } from './device-plan.ts'
import type { ClaimedOperation } from './judge.ts'

export interface StockRow {
  readonly iccid: string
  readonly operator: string
  readonly activationCode: string
  readonly confirmationCode?: string
}

const columns = [
  'device serial',
  'imei',
  'eid',
  'model',
  'firmware',
  'module',
  'country',
  'site',
  'form',
  'iccid',
] as const

/** Columns of an inventory that also knows how devices live. */
const rhythmColumns = [
  'contactEveryMinutes',
  'sleepsFrom',
  'sleepsUntil',
  'timeZone',
  'psmPeriodMinutes',
  'bootstrapIccid',
] as const

const minuteMs = 60_000

function rhythmCells(plan: DevicePlan): readonly (string | number)[] {
  const { place, factoryIccid } = plan
  if (!plan.rhythmIsKnown) return ['', '', '', place.timeZone, '', factoryIccid]
  const night = plan.sleepsAtNight ? ['22:00', '06:00'] : ['', '']
  const minutes = plan.pollEveryMs / minuteMs
  return [minutes, ...night, place.timeZone, plan.usesPsm ? minutes : '', factoryIccid]
}

/** The inventory as the maker's spreadsheet has it. */
export function formatInventory(plans: readonly DevicePlan[]): string {
  const hasRhythm = plans.some(({ rhythmIsKnown }) => rhythmIsKnown)
  const rows = plans.map((plan) =>
    [
      plan.serial,
      plan.imei,
      plan.eid,
      plan.model,
      plan.firmware,
      plan.module,
      plan.country,
      plan.site,
      plan.form,
      plan.factoryIccid,
      ...(hasRhythm ? rhythmCells(plan) : []),
    ].join(','),
  )
  const heads = [...columns, ...(hasRhythm ? rhythmColumns : [])]
  return [heads.join(','), ...rows].join('\n')
}

/** @throws Error when a row was not taken */
export async function importInventory(door: ApiDoor, plans: readonly DevicePlan[]): Promise<void> {
  const report = await door.postCsv('/v1/imports', formatInventory(plans))
  const rejected = numberField(report, 'rejected')
  if (rejected === 0 && field(report, 'imported') === true) return
  const problems = JSON.stringify(field(report, 'problems')).slice(0, 1000)
  throw new Error(`the inventory was not imported, ${rejected} rows rejected: ${problems}`)
}

/** AddInitialEim data for one card, hex. */
export async function askAssociation(door: ApiDoor, eid: string): Promise<string> {
  const told = await door.post(`/v1/devices/${eid}/add-initial-eim`, {})
  return textField(told, 'addInitialEimRequest')
}

/** @throws Error when a code was not taken */
export async function addStock(door: ApiDoor, rows: readonly StockRow[]): Promise<void> {
  const report = await door.post('/v1/stock', rows)
  const taken = numberField(report, 'added') + numberField(report, 'known')
  if (taken === rows.length) return
  const problems = JSON.stringify(field(report, 'problems')).slice(0, 1000)
  throw new Error(`${rows.length - taken} activation codes were not taken: ${problems}`)
}

export interface SwapOrder {
  readonly operator: string
  readonly eids: readonly string[]
  /** Part of the idempotency key: one order, one start. */
  readonly label: string
}

export interface SwapStarted {
  readonly batchId: string
  readonly accepted: number
  readonly refused: number
}

/** Swaps these devices to profiles of an operator from the stock. */
export async function startSwap(door: ApiDoor, order: SwapOrder): Promise<SwapStarted> {
  const started = await door.post(
    '/v1/operations',
    {
      wish: { kind: 'swap', profile: { kind: 'stock', operator: order.operator } },
      target: { eids: order.eids },
      reason: `move to ${order.operator}`,
      expectedDevices: order.eids.length,
    },
    `swap-${order.label}`,
  )
  return {
    batchId: textField(started, 'batchId'),
    accepted: numberField(started, 'accepted'),
    refused: numberField(started, 'refused'),
  }
}

/**
 * Lets so many devices be started at once. It takes somebody else than the one who starts them: a
 * raised limit is not for whoever raised it.
 */
export async function raiseLimit(door: ApiDoor, devicesPerStart: number): Promise<void> {
  await door.put('/v1/limits', { devicesPerStart, reason: 'the whole fleet moves at once' })
}

/** A token that can do one thing only. */
export async function makeToken(door: ApiDoor, name: string, scope: string): Promise<string> {
  return textField(await door.post('/v1/tokens', { name, scopes: [scope] }), 'secret')
}

/** How many operations are still open. */
export async function countOpen(door: ApiDoor): Promise<number> {
  return numberField(await door.get('/v1/operations/counts?open=true'), 'total')
}

/** Every operation, as the API shows it. */
export async function readOperations(door: ApiDoor): Promise<readonly ClaimedOperation[]> {
  const found: ClaimedOperation[] = []
  for await (const item of allItems(door, '/v1/operations')) found.push(readOperation(item))
  return found
}

function readOperation(item: unknown): ClaimedOperation {
  const [endedAt, target] = [field(item, 'endedAt'), field(item, 'targetIccid')]
  const wish = field(item, 'wish')
  const createdBy = field(item, 'createdBy')
  const [kind, iccid] = [textField(wish, 'kind'), field(wish, 'iccid')]
  return {
    operationId: textField(item, 'operationId'),
    eid: textField(item, 'eid'),
    wish: { kind, ...(typeof iccid === 'string' ? { iccid } : {}) },
    outcome: textField(item, 'outcome'),
    createdAt: numberField(item, 'createdAt'),
    ...(typeof createdBy === 'string' ? { createdBy } : {}),
    ...(typeof endedAt === 'number' ? { endedAt } : {}),
    ...(typeof target === 'string' ? { targetIccid: target } : {}),
  }
}
