// Devices of a wave that were admitted together: their declared time ends together. What is left of
// them, by class, on its way to the next contact; and sessions that are under way.

import { ContactFlow, type ContactShape } from './contact-flow.ts'

export interface Cohort {
  readonly admittedStep: number
  /** By class; `undefined` for classes of which nobody is left. */
  readonly flows: (ContactFlow | undefined)[]
  /** Devices not yet through a session, by class. */
  readonly left: number[]
  /** Sessions under way, soonest last known first. */
  ending: { readonly step: number; readonly succeeded: number; readonly failed: number }[]
}

interface Road {
  readonly shape: ContactShape
  readonly idle: ContactFlow
  readonly share: number
}

/** Admits so many devices, classes in proportion, wherever they are on their way now. */
export function newCohort(roads: readonly Road[], admission: Admission): Cohort {
  const cohort: Cohort = {
    admittedStep: admission.step,
    flows: roads.map(() => undefined),
    left: roads.map(() => 0),
    ending: [],
  }
  joinCohort(cohort, roads, admission)
  return cohort
}

export interface Admission {
  readonly step: number
  readonly admitted: number
}

/** Further devices, so little later that they share the cohort's declared time. */
export function joinCohort(
  cohort: Cohort,
  roads: readonly Road[],
  { step, admitted }: Admission,
): void {
  for (const [at, { shape, idle, share }] of roads.entries()) {
    if (share === 0) continue
    const flow = cohort.flows[at] ?? new ContactFlow(shape, true)
    cohort.flows[at] = flow
    flow.copyFrom(idle, step, admitted * share)
    ;(cohort.left[at] as number) += admitted * share
  }
}

interface Counts {
  succeeded: number
  failed: number
}

/** Books the sessions that have ended by `step`. */
export function settle(wave: Counts, cohort: Cohort, step: number): void {
  if (cohort.ending.every((session) => session.step > step)) return
  for (const session of cohort.ending) {
    if (session.step > step) continue
    wave.succeeded += session.succeeded
    wave.failed += session.failed
  }
  cohort.ending = cohort.ending.filter((session) => session.step > step)
}

/** Devices admitted and not decided. */
export const openIn = ({ left, ending }: Cohort): number =>
  left.reduce((sum, one) => sum + one, 0) +
  ending.reduce((sum, { succeeded, failed }) => sum + succeeded + failed, 0)

/** Makes it as if so many times its devices were left. */
export function scale(cohort: Cohort, factor: number): void {
  for (const flow of cohort.flows) flow?.scale(factor)
  for (const at of cohort.left.keys()) (cohort.left[at] as number) *= factor
  cohort.ending = cohort.ending.map(({ step, succeeded, failed }) => ({
    step,
    succeeded: succeeded * factor,
    failed: failed * factor,
  }))
}
