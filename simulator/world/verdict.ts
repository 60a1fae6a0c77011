// The end of a world as one JSON object: what the product says of its operations, and what the
// ground truth says of the product.

import { createHash } from 'node:crypto'
import { readIccid } from '../device/card-slot.ts'
import type { Device } from '../device/device.ts'
import type { TroubleKind } from '../device/troubles.ts'
import type { Network } from '../network/network.ts'
import { type ClaimedOperation, type EndState, judgeClaim, judgeStranding } from './judge.ts'
import type { Played } from './play.ts'
import type { Stage } from './stage.ts'
import type { WorldOptions } from './world-options.ts'

export interface VerdictParts {
  readonly options: WorldOptions
  readonly stage: Stage
  readonly played: Played
  readonly operations: readonly ClaimedOperation[]
  readonly wallSeconds: number
}

const hourMs = 3600_000
/** Findings shown one by one; the counts hold all of them. */
const shownMax = 20

/** Judges everything. */
export function reportVerdict(parts: VerdictParts): Readonly<Record<string, unknown>> {
  const { options, stage, played, operations, wallSeconds } = parts
  const { truth, ledger } = played
  const asked = operations.filter(({ createdBy }) => createdBy !== 'holdfast')
  const lies = operations
    .map((operation) => judgeClaim(operation, truth.device(operation.eid), played.windowMs))
    .filter((lie) => lie !== undefined)
  const stranded = played.devices
    .map((device) => judgeStranding(endStateOf(device, parts)))
    .filter((verdict) => verdict.kind === 'stranded')
    .toSorted((a, b) => (a.eid < b.eid ? -1 : 1))
  const byHoldfast = stranded.filter(({ by }) => by === 'holdfast')
  return {
    devices: stage.plans.length,
    outcomes: countBy(asked, ({ outcome }) => outcome),
    falseSuccess: lies.length,
    strandedByHoldfast: byHoldfast.length,
    strandedOtherwise: stranded.length - byHoldfast.length,
    wallSeconds: Math.round(wallSeconds * 10) / 10,
    virtualHours: Math.round((played.endedAt - stage.startAt) / hourMs),
    open: played.open,
    operations: asked.length,
    ownOperations: operations.length - asked.length,
    digest: digestOf(asked),
    servingNew: servingNew(parts),
    ...hurtByProfile(parts),
    polls: Math.round(ledger.polls),
    exchanges: ledger.exchanges,
    bytes: ledger.bytes,
    serverDown: ledger.serverDown,
    seed: options.seed,
    scenario: options.scenario.name,
    faults: { ...truth.faultCounts(), smdpOutOfOrder: stage.outages.count },
    notes: ledger.noteCounts(),
    ...(lies.length > 0 ? { lies: lies.slice(0, shownMax) } : {}),
    ...(stranded.length > 0 ? { stranded: stranded.slice(0, shownMax) } : {}),
  }
}

/** One short text for who ended how: equal for two worlds in which every operation ended alike. */
function digestOf(operations: readonly ClaimedOperation[]): string {
  const lines = operations.map(({ eid, wish, outcome }) => `${eid} ${wish.kind} ${outcome}`)
  const text = lines.toSorted().join('\n')
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1
  return Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Devices that were sent a profile which their eUICC operating system cannot read. */
function hurtByProfile({ options, stage, played }: VerdictParts): object {
  const { unknownElementSystem } = options.scenario.cards
  if (unknownElementSystem === undefined) return {}
  const tried = new Set(
    played.ledger.notes.filter(({ what }) => what === 'download ended').map((note) => note.device),
  )
  const doomed = stage.plans.filter(({ card }) => card.unknownElement)
  const hurt = doomed.filter(({ number }) => tried.has(number)).length
  return { badProfile: { system: unknownElementSystem, devices: doomed.length, hurt } }
}

const servingNew = ({ stage, played }: VerdictParts): number =>
  stage.plans.filter(({ eid, to }) =>
    played.truth.device(eid).last?.serving?.startsWith(to.iccidPrefix),
  ).length

function endStateOf(device: Device, { stage, played }: VerdictParts): EndState {
  const { plan, slot } = device
  const { truth, ledger, steadyFrom, endedAt } = played
  const { rollback, profiles } = slot.card.nvm
  const fallback = profiles.find((profile) => profile.fallbackAttribute)?.iccid
  const back = [rollback?.returnToIccid, fallback].filter((iccid) => iccid !== undefined)
  const lastContactAt = ledger.lastContact.get(plan.eid)
  return {
    eid: plan.eid,
    moments: truth.device(plan.eid).moments,
    canServe: (iccid) => canServe(stage.networks, iccid, endedAt),
    waysBack: back.map(readIccid),
    ...(lastContactAt === undefined ? {} : { lastContactAt }),
    dueSince: dueSince(plan.pollEveryMs, { steadyFrom, endedAt }),
    ...befallenAt(device, endedAt),
  }
}

/** Broken, powerless, tampered with: what nothing that was sent to the card could have done. */
function befallenAt(device: Device, at: number): { readonly befell?: string } {
  const kinds = device.troubles.openAt(at).map(({ kind }) => kind)
  // A SIM held for invalid is what a refused line does to a modem, whoever chose the line; and a
  // fallback without need leaves nothing broken.
  const isOwn = (kind: TroubleKind): boolean => !['sim-invalid', 'fallback-alone'].includes(kind)
  const found = [...kinds, ...device.tampered].find(isOwn)
  return found === undefined ? {} : { befell: found }
}

/**
 * Since when a device must have been in contact. Without faults it takes its interval and a night;
 * a world that ends sooner after its faults, or during them, gives it twice that.
 */
export function dueSince(
  pollEveryMs: number,
  { steadyFrom, endedAt }: { readonly steadyFrom: number; readonly endedAt: number },
): number {
  const onceMs = 1.1 * pollEveryMs + 9 * hourMs
  return endedAt - steadyFrom >= onceMs
    ? Math.max(steadyFrom, endedAt - 2 * onceMs)
    : endedAt - 2 * onceMs
}

function canServe(networks: readonly Network[], iccid: string, at: number): boolean {
  const network = networks.find(({ operator }) => iccid.startsWith(operator.iccidPrefix))
  return network?.register.canEverServe(iccid, at) ?? false
}
