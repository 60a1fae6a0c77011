// All that a storm leaves behind for its checkers: the product's records (logs, stock, what its API
// shows), what crossed the wires, and the ground truth. Nothing in here was decided by a checker.

import type { CardNvm } from '@holdfast/simulator/card/nvm.ts'
import type { ProfileRecord } from '@holdfast/simulator/smdp/order.ts'
import type { DevicePlan } from '@holdfast/simulator/world/device-plan.ts'
import type { DeviceTruth } from '@holdfast/simulator/world/truth.ts'
import type { HookSeen } from './hook-desk.ts'
import type { Es9Exchange, EsipaExchange } from './wire-record.ts'

/** One event as the log's text says it. */
export interface LoggedEvent {
  readonly eid: string
  /** What an event is about that is about no card. */
  readonly subject?: { readonly kind: string; readonly id: string }
  readonly at: number
  readonly actor: string
  readonly tenant: string
  readonly position: number
  readonly cardVersion: number
  /** When it was committed by the world's clock, whatever the server's clock said. */
  readonly trueAt?: number
  readonly fact: { readonly kind: string; readonly [member: string]: unknown }
}

/** A log as it was when its database was given up for a backup, and which part of it was lost. */
export interface LostLog {
  readonly at: number
  readonly events: readonly LoggedEvent[]
}

/** A device's page of the API at the end; members that no checker reads are left out. */
export interface ShownDevice {
  readonly eid: string
  readonly tenant: string
  readonly profiles: readonly {
    readonly iccid: string
    readonly state: string
    readonly evidence: string
    readonly fallbackAttribute?: boolean
  }[]
  readonly operations: readonly ShownOperation[]
  readonly profilesDoubtedAt?: number
}

export interface ShownOperation {
  readonly operationId: string
  readonly eid: string
  readonly wish: { readonly kind: string; readonly iccid?: string }
  readonly outcome: string
  readonly createdAt: number
  readonly createdBy?: string
  readonly endedAt?: number
  readonly targetIccid?: string
  readonly deadlineAt?: number
  readonly reason?: { readonly code: string; readonly why: string }
}

/** A tenant's log as an auditor gets it. */
export interface AuditedLog {
  readonly texts: readonly string[]
  readonly checkpoints: readonly {
    readonly size: number
    readonly at: number
    readonly note: string
  }[]
}

/** What the API says of the codes of one operator. */
export interface StockLevel {
  readonly operator: string
  /** First digits of the ICCIDs of its orders. */
  readonly iccidPrefix: string
  readonly available: number
  readonly reserved: number
  /** Not given out since the database was replaced by a backup. */
  readonly held: number
}

export interface FieldedDevice {
  readonly plan: DevicePlan
  readonly tenant: string
  readonly truth: DeviceTruth
  readonly nvm: CardNvm | undefined
  /** When its IPA was answered to the end. */
  readonly contacts: readonly number[]
  readonly shown: ShownDevice | undefined
  /** Whether this ICCID's line could carry data at the end or later. */
  readonly canServe: (iccid: string) => boolean
}

/** One asked thing of the API, and what came. */
export interface ApiExchange {
  readonly at: number
  readonly tenant: string
  readonly path: string
  readonly status: number
  readonly text: string
}

export interface Evidence {
  readonly seed: number
  readonly startAt: number
  /** No faults from here on. */
  readonly steadyFrom: number
  readonly endedAt: number
  readonly windowMs: number
  readonly devices: readonly FieldedDevice[]
  readonly esipa: readonly EsipaExchange[]
  /** Of all kinds, the polls that found nothing among them. */
  readonly exchangeCount: number
  readonly es9: readonly Es9Exchange[]
  /** By tenant, in the order of the log. */
  readonly logs: ReadonlyMap<string, readonly LoggedEvent[]>
  readonly lostLogs: readonly LostLog[]
  /** Every operation, as the API shows it at the end. */
  readonly operations: readonly ShownOperation[]
  readonly orders: readonly ProfileRecord[]
  readonly stock: readonly StockLevel[]
  /** By tenant. */
  readonly audits: ReadonlyMap<string, AuditedLog>
  /** What a stranger of another tenant was shown. */
  readonly peeks: readonly ApiExchange[]
  /** What the operators' hook was asked. */
  readonly asked: readonly HookSeen[]
  /** Things the server answered with 500. */
  readonly failures: readonly string[]
  /** Bodies that nobody's card ever signed. */
  readonly forged: readonly Uint8Array[]
  readonly faultCounts: Readonly<Record<string, number>>
}

/** Events of all tenants, by card, in the order of the card's versions. */
export function eventsByCard(evidence: Evidence): ReadonlyMap<string, readonly LoggedEvent[]> {
  const byCard = new Map<string, LoggedEvent[]>()
  for (const log of evidence.logs.values()) {
    for (const event of log) {
      if (event.eid === undefined) continue
      const list = byCard.get(event.eid)
      if (list) list.push(event)
      else byCard.set(event.eid, [event])
    }
  }
  return byCard
}
