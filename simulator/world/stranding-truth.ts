// The true strandings of a world, put together at its end from contacts, obstacles and visits, and
// the part of the verdict that compares them with what the product said and did.

import { createHash } from 'node:crypto'
import type { Device } from '../device/device.ts'
import type { LineState } from '../network/home-register.ts'
import { chanceOf } from './chance.ts'
import type { Played } from './play.ts'
import { type Silence, silencesOf } from './silence.ts'
import type { Stage } from './stage.ts'
import type { ClaimedCase } from './stranding-claims.ts'
import { caseWithin, measureStrandings, type TrueStranding } from './stranding-measure.ts'
import { obstaclesAt } from './why-silent.ts'
import type { WorldOptions } from './world-options.ts'

const hourMs = 3600_000
const dayMs = 24 * hourMs
const graceMs = 10 * 60_000
const shownMax = 25
/** Days that a technician's visit may lie before the contact that it made possible. */
const visitEffectMs = 8 * dayMs

export interface StrandingParts {
  readonly options: WorldOptions
  readonly stage: Stage
  readonly played: Played
  readonly cases: readonly ClaimedCase[]
}

/** The verdict's `stranding`: counts, shares of them, and findings to look at. */
export function reportStranding(parts: StrandingParts): Readonly<Record<string, unknown>> {
  const { played, stage, cases } = parts
  const bounds = { endedAt: played.endedAt, graceMs }
  const options = { endedAt: played.endedAt, toleranceMs: 2 * played.windowMs + 60_000 }
  const casesOf = Map.groupBy(cases, ({ eid }) => eid)
  const strandings: TrueStranding[] = []
  const graces: Silence[] = []
  for (const device of played.devices) {
    const contacts = played.ledger.contacts.of(device.plan.eid)
    for (const silence of silencesOf(device.plan, contacts, bounds)) {
      if (silence.kind === 'grace') graces.push(silence)
      if (silence.kind !== 'stranded') continue
      const raised = caseWithin(casesOf.get(silence.eid) ?? [], silence, options)
      strandings.push(strandingOf(device, { silence, raised }, parts))
    }
  }
  const { missed, notRecovered, falseCases, ...counts } = measureStrandings(
    { strandings, graces, cases },
    options,
  )
  const { hooks } = played
  return {
    ...counts,
    recall: share(counts.raised, counts.truly),
    precision: share(counts.cases - counts.falseAlarms, counts.cases),
    inTimeShare: share(counts.inTime, counts.truly),
    rightClassShare: share(counts.rightClassFirst, counts.raised),
    recoveredShare: share(counts.recoveredWithoutPerson, counts.recoverable),
    madeWorse: hooks.spoiled.length,
    visits: hooks.visits.length,
    noFaultFound: hooks.visits.filter(({ found }) => found.length === 0).length,
    asked: stage.hook?.counts() ?? {},
    helped: countHelp(hooks.helped),
    digest: digestOf(strandings),
    ...shown({ missed, notRecovered, falseCases, spoiled: hooks.spoiled }),
  }
}

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000

const countHelp = (helped: readonly { readonly action: string }[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(helped, ({ action }) => action)].map(([k, v]) => [k, v.length]),
  )

function shown(lists: Readonly<Record<string, readonly object[]>>): object {
  const filled = Object.entries(lists).filter(([, list]) => list.length > 0)
  return Object.fromEntries(filled.map(([name, list]) => [name, list.slice(0, shownMax)]))
}

/** Equal for two worlds in which every device was stranded alike. */
function digestOf(strandings: readonly TrueStranding[]): string {
  const lines = strandings.map(
    ({ silence: { eid, since, endedAt } }) => `${eid} ${since} ${endedAt}`,
  )
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)
}

interface Found {
  readonly silence: Silence
  readonly raised: ClaimedCase | undefined
}

function strandingOf(
  device: Device,
  { silence, raised }: Found,
  { options, stage, played }: StrandingParts,
): TrueStranding {
  const { eid, pollEveryMs, restartEveryMs } = device.plan
  const truth = played.truth.device(eid)
  const world = { networks: stage.networks, truth, isWilling: willingness(options, eid) }
  const instants = [silence.lateAt, ...(raised ? [raised.raisedAt] : [])]
  const all = instants.flatMap((at) => obstaclesAt(device, world, at))
  const obstacles = all.filter((one, at) => all.findIndex(({ why }) => why === one.why) === at)
  const knownAt = raised?.raisedAt ?? silence.lateAt
  const until = silence.endedAt ?? played.endedAt
  const visit = played.hooks.visits.find(
    (one) => one.eid === eid && one.at > silence.since && one.at <= until,
  )
  const delayHours = options.scenario.operators?.hooks.delayHoursMax ?? 0
  const helps = visit && until - visit.at <= visitEffectMs
  return {
    silence,
    obstacles,
    isMute: !played.ledger.heartbeats.hasBetween(eid, silence.since, knownAt),
    ...(helps ? { visitedAt: visit.at } : {}),
    cureMs: delayHours * hourMs + dayMs + 2 * pollEveryMs + restartEveryMs,
  }
}

/** Whether the operator does for this device what would end this state of its line. */
function willingness({ seed, scenario }: WorldOptions, eid: string) {
  const refused = scenario.operators?.hooks.refused ?? 0
  const does = (action: string): boolean => !chanceOf(seed, 'refuses', eid, action).happens(refused)
  return (state: LineState): boolean => {
    if (state === 'used-up') return does('top-up') || does('extend-bootstrap')
    return does(state === 'expired' ? 'extend-bootstrap' : 'reactivate-line')
  }
}
