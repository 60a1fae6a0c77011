// Many silent devices with one cause are one incident: it opens when enough of them fell silent
// within a day and have in common what the cause asks for, and is over when hardly any is left.
// Pure: the open cases and the known incidents go in, the incidents as they are now come out.

import type { Instant } from '../evidence.ts'
import { type CauseCode, causeOf } from '../silence/cause.ts'
import type { SilenceClass } from '../silence/silence-class.ts'
import { type CommonPart, runbooks } from './runbooks.ts'

/** What an incident needs of a case. */
export interface OpenCase {
  readonly eid: string
  readonly cause: CauseCode
  readonly raisedAt: Instant
  readonly operator?: string
  readonly country?: string
  readonly plmn?: string
}

export interface Incident {
  readonly incidentId: string
  readonly cause: CauseCode
  readonly class: SilenceClass
  /** What its devices have in common. */
  readonly about: Readonly<Partial<Record<CommonPart, string>>>
  readonly openedAt: Instant
  /** When its numbers last changed. */
  readonly updatedAt: Instant
  readonly endedAt?: Instant
  /** Silent now because of it. */
  readonly devices: number
  /** Since it opened. */
  readonly devicesEver: number
  /** The latest case that belongs to it. */
  readonly lastRaisedAt: Instant
}

/** So many devices within a day are more than single misfortunes. */
export const incidentDevicesMin = 3
const windowMs = 86_400_000

export interface Grouped {
  /** New and changed ones. */
  readonly incidents: readonly Incident[]
  /** The devices of each open incident, by its id. */
  readonly eids: ReadonlyMap<string, readonly string[]>
}

/** The incidents of these cases; `known` are those that were open before. */
export function groupIncidents(
  cases: readonly OpenCase[],
  known: readonly Incident[],
  now: Instant,
): Grouped {
  const groups = Map.groupBy(
    cases.filter(({ cause }) => runbooks[cause] !== undefined),
    keyOf,
  )
  const open = new Map(known.map((incident) => [keyOf(incidentKey(incident)), incident]))
  const incidents: Incident[] = []
  const eids = new Map<string, readonly string[]>()
  for (const [key, group] of groups) {
    const before = open.get(key)
    const after = before ? goOn(before, group, now) : begin(group, now)
    if (!after) continue
    if (after !== before) incidents.push(after)
    if (after.endedAt === undefined) {
      eids.set(
        after.incidentId,
        group.map(({ eid }) => eid),
      )
    }
  }
  for (const [key, before] of open) {
    if (!groups.has(key)) incidents.push({ ...before, devices: 0, updatedAt: now, endedAt: now })
  }
  return { incidents, eids }
}

type Keyed = Pick<OpenCase, 'cause'> & Partial<Record<CommonPart, string>>

const incidentKey = ({ cause, about }: Incident): Keyed => ({ cause, ...about })

const keyOf = (one: Keyed): string =>
  [one.cause, ...(runbooks[one.cause]?.by ?? []).map((part) => one[part] ?? 'unknown')].join(' ')

/** Whether an open case is one of this incident's. */
export const isOfIncident = (one: OpenCase, incident: Incident): boolean =>
  keyOf(one) === keyOf(incidentKey(incident))

/** A new one, when enough devices fell silent within a day; dated from the first of them. */
function begin(group: readonly OpenCase[], now: Instant): Incident | undefined {
  const raised = group.map(({ raisedAt }) => raisedAt).toSorted((a, b) => a - b)
  const first = raised.findIndex((at, i) => {
    const nth = raised[i + incidentDevicesMin - 1]
    return nth !== undefined && nth - at <= windowMs && now - nth <= windowMs
  })
  const [one] = group
  const openedAt = raised[first]
  if (!one || openedAt === undefined) return undefined
  const about = aboutOf(one)
  const { class: name } = causeOf(one.cause)
  return {
    incidentId: idOf(one, openedAt),
    ...{ cause: one.cause, class: name, about, openedAt, updatedAt: now },
    ...{ devices: group.length, devicesEver: group.length },
    lastRaisedAt: raised.at(-1) ?? openedAt,
  }
}

function aboutOf(one: OpenCase): Incident['about'] {
  const parts = (runbooks[one.cause]?.by ?? []).map((part) => [part, one[part] ?? 'unknown'])
  return Object.fromEntries(parts)
}

const idOf = (one: OpenCase, openedAt: Instant): string => {
  const words = keyOf(one)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
  return `${words}-${openedAt.toString(36)}`
}

/** Over when hardly any device is left and none came within a day. */
function goOn(before: Incident, group: readonly OpenCase[], now: Instant): Incident {
  const newOnes = group.filter(({ raisedAt }) => raisedAt > before.lastRaisedAt)
  const lastRaisedAt = Math.max(before.lastRaisedAt, ...newOnes.map(({ raisedAt }) => raisedAt))
  const isOver = group.length < incidentDevicesMin && now - lastRaisedAt > windowMs
  if (!isOver && group.length === before.devices && newOnes.length === 0) return before
  return {
    ...before,
    ...{ devices: group.length, devicesEver: before.devicesEver + newOnes.length },
    ...{ lastRaisedAt, updatedAt: now },
    ...(isOver ? { endedAt: now } : {}),
  }
}

/** The cause in one sentence, with what the devices have in common. */
export function incidentWords({ cause, about, devices }: Incident): string {
  const parts = Object.values(about).filter((value) => value !== 'unknown')
  const where = parts.length === 0 ? '' : ` (${parts.join(', ')})`
  const many = `${devices} ${devices === 1 ? 'device' : 'devices'}`
  return `${many}${where}: ${causeOf(cause).words}`
}
