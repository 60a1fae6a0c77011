// How well the product noticed strandings, against the ground truth (docs/decisions on measuring
// strandings says each measure in words). Takes the true silences with their obstacles and the
// product's cases; asks nothing else.

import type { Silence } from './silence.ts'
import type { ClaimedCase } from './stranding-claims.ts'
import type { Instant } from './timeline.ts'
import { alsoRight, type Obstacle, type SilenceClass } from './why-silent.ts'

/** A stranding as it truly was. */
export interface TrueStranding {
  readonly silence: Silence
  /** What held when it became late, and when the product raised it. */
  readonly obstacles: readonly Obstacle[]
  /** Nothing of the device was heard anywhere since the silence began, heartbeats included. */
  readonly isMute: boolean
  /** When somebody came to the device during the silence. */
  readonly visitedAt?: Instant
  /** How long a cure may take until it can be seen: operators' delays, the device's own rhythm. */
  readonly cureMs: number
}

export interface MeasureOptions {
  readonly endedAt: Instant
  /** How far the product's clock may lag behind a device's. */
  readonly toleranceMs: number
}

export interface Measured {
  readonly truly: number
  readonly raised: number
  readonly inTime: number
  readonly rightClassFirst: number
  readonly recoverable: number
  readonly recoveredWithoutPerson: number
  /** Cases that are of no true stranding, of all that count. */
  readonly falseAlarms: number
  readonly cases: number
  readonly cameBackAlone: number
  readonly needPerson: number
  readonly byClass: Readonly<Record<string, ClassCount>>
  readonly missed: readonly object[]
  readonly wrongClass: Readonly<Record<string, number>>
  readonly notRecovered: readonly object[]
  readonly falseCases: readonly ClaimedCase[]
}

export interface ClassCount {
  readonly truly: number
  readonly raised: number
  readonly rightFirst: number
}

/** The case that was raised within a silence; the first, when there were more. */
export function caseWithin(
  cases: readonly ClaimedCase[],
  { since, endedAt }: Silence,
  { endedAt: worldEnd, toleranceMs }: MeasureOptions,
): ClaimedCase | undefined {
  const until = endedAt ?? worldEnd
  return cases.find(({ raisedAt }) => raisedAt > since && raisedAt <= until + toleranceMs)
}

/**
 * The classes that are right for a stranding: those of its obstacles and those that nothing outside
 * tells apart from them. A silence in which nothing held is `late`.
 */
export function rightClasses({ obstacles, isMute }: TrueStranding): ReadonlySet<string> {
  const classes: SilenceClass[] = obstacles.map((obstacle) => obstacle.class)
  if (classes.length === 0) classes.push('late')
  const right = new Set<string>(classes.flatMap((one) => [one, ...(alsoRight[one] ?? [])]))
  // Until its application is heard, a device without IPA or eIM is as mute as any other.
  const isAlive = classes.some((one) => one === 'application-only' || one === 'lost-authority')
  if (isAlive && isMute) right.add('unreachable').add('late')
  return right
}

/** What truly can bring it back. */
export function cureOf({ obstacles }: TrueStranding): 'itself' | 'remote' | 'person' {
  const lasting = obstacles.filter(({ cure }) => cure !== 'itself')
  if (lasting.length === 0) return 'itself'
  return lasting.every(({ cure }) => cure === 'remote') ? 'remote' : 'person'
}

export interface Given {
  readonly strandings: readonly TrueStranding[]
  /** Silences that count for nothing; cases raised in them are no false alarms. */
  readonly graces: readonly Silence[]
  readonly cases: readonly ClaimedCase[]
}

/** All measures with their denominators. */
export function measureStrandings(given: Given, options: MeasureOptions): Measured {
  const casesOf = Map.groupBy(given.cases, ({ eid }) => eid)
  const own = (silence: Silence) => caseWithin(casesOf.get(silence.eid) ?? [], silence, options)
  const found = given.strandings.map((stranding) => ({ stranding, raised: own(stranding.silence) }))
  const raised = found.filter((one) => one.raised !== undefined)
  const matched = new Set<ClaimedCase | undefined>(raised.map((one) => one.raised))
  const idle = new Set<ClaimedCase | undefined>(given.graces.map(own))
  const counted = given.cases.filter((one) => matched.has(one) || !idle.has(one))
  const falseCases = counted.filter((one) => !matched.has(one) && !isRepeat(one, found))
  const isRight = ({ stranding, raised: by }: (typeof found)[number]): boolean =>
    by !== undefined && rightClasses(stranding).has(by.firstClass)
  const isInTime = ({ stranding, raised: by }: (typeof found)[number]): boolean =>
    by !== undefined && by.raisedAt <= stranding.silence.lateAt + options.toleranceMs
  const { recoverable, recovered } = recoveriesOf(given.strandings, options)
  return {
    truly: found.length,
    raised: raised.length,
    inTime: found.filter(isInTime).length,
    rightClassFirst: raised.filter(isRight).length,
    recoverable: recoverable.length,
    recoveredWithoutPerson: recovered.length,
    falseAlarms: falseCases.length,
    cases: counted.length,
    cameBackAlone: given.strandings.filter(
      (one) => cureOf(one) === 'itself' && one.silence.endedAt !== undefined,
    ).length,
    needPerson: given.strandings.filter((one) => cureOf(one) === 'person').length,
    byClass: countClasses(found, isRight),
    missed: found.filter((one) => !one.raised).map(({ stranding }) => describe(stranding)),
    wrongClass: countWrong(raised.filter((one) => !isRight(one))),
    notRecovered: recoverable.filter((one) => !recovered.includes(one)).map(describe),
    falseCases,
  }
}

interface Found {
  readonly stranding: TrueStranding
  readonly raised: ClaimedCase | undefined
}

/** A second case within a silence that has one is not a second alarm about nothing. */
const isRepeat = (one: ClaimedCase, found: readonly Found[]): boolean =>
  found.some(
    ({ stranding: { silence }, raised }) =>
      raised !== undefined &&
      silence.eid === one.eid &&
      one.raisedAt > silence.since &&
      one.raisedAt <= (silence.endedAt ?? Number.POSITIVE_INFINITY),
  )

/** Those that a remote cure brings back and that had the time for it, and those that came back. */
function recoveriesOf(strandings: readonly TrueStranding[], { endedAt }: MeasureOptions) {
  const isBack = ({ silence, visitedAt }: TrueStranding): boolean =>
    silence.endedAt !== undefined && visitedAt === undefined
  const recoverable = strandings.filter(
    (one) =>
      cureOf(one) === 'remote' && (isBack(one) || one.silence.lateAt + one.cureMs <= endedAt),
  )
  return { recoverable, recovered: recoverable.filter(isBack) }
}

function countClasses(
  found: readonly Found[],
  isRight: (one: Found) => boolean,
): Readonly<Record<string, ClassCount>> {
  const counts: Record<string, ClassCount> = {}
  for (const one of found) {
    const name = one.stranding.obstacles[0]?.class ?? 'late'
    const before = counts[name] ?? { truly: 0, raised: 0, rightFirst: 0 }
    counts[name] = {
      truly: before.truly + 1,
      raised: before.raised + (one.raised ? 1 : 0),
      rightFirst: before.rightFirst + (isRight(one) ? 1 : 0),
    }
  }
  return counts
}

function countWrong(wrong: readonly Found[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { stranding, raised } of wrong) {
    const whys = stranding.obstacles.map(({ why }) => why).join(' + ') || 'nothing'
    const key = `${whys}: said ${raised?.firstClass}`
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

const describe = ({ silence, obstacles, visitedAt }: TrueStranding): object => ({
  ...silence,
  why: obstacles.map(({ why, cure }) => `${why} (${cure})`).join(', '),
  ...(visitedAt === undefined ? {} : { visitedAt }),
})
