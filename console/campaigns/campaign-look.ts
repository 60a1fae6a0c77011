// How the phases of campaigns and waves and the states of their devices look and read.

import type { TargetState } from '@holdfast/fleet/campaign/target-state.ts'
import { inOrderOf, type Look, type Looks, lookIn } from '../marks/look.ts'

const phaseLooks: Looks = {
  draft: { shape: 'dashes', tone: 'quiet', word: 'draft' },
  'awaiting-approval': { shape: 'clock', tone: 'warn', word: 'awaiting approval' },
  scheduled: { shape: 'clock', tone: 'quiet', word: 'scheduled' },
  running: { shape: 'arrow', tone: 'going', word: 'running' },
  paused: { shape: 'bang', tone: 'warn', word: 'paused' },
  'rolling-back': { shape: 'back', tone: 'warn', word: 'rolling back' },
  aborted: { shape: 'slash', tone: 'bad', word: 'aborted' },
  finished: { shape: 'tick', tone: 'good', word: 'finished' },
  planned: { shape: 'dot', tone: 'quiet', word: 'planned' },
  open: { shape: 'arrow', tone: 'going', word: 'open' },
  passed: { shape: 'tick', tone: 'good', word: 'passed' },
  failed: { shape: 'cross', tone: 'bad', word: 'failed' },
  'rolled-back': { shape: 'back', tone: 'warn', word: 'rolled back' },
}

export const lookOfPhase = (phase: string): Look => lookIn(phaseLooks, phase)

/** In the order in which they are drawn. */
const stateLooks: Readonly<Record<TargetState, Look>> = {
  succeeded: { shape: 'tick', tone: 'good', word: 'succeeded' },
  admitted: { shape: 'arrow', tone: 'going', word: 'under way' },
  waiting: { shape: 'dot', tone: 'quiet', word: 'waiting' },
  held: { shape: 'bang', tone: 'warn', word: 'held back' },
  failed: { shape: 'cross', tone: 'bad', word: 'failed' },
  'rolled-back': { shape: 'back', tone: 'bad', word: 'rolled back' },
  unknown: { shape: 'question', tone: 'warn', word: 'unknown' },
  overdue: { shape: 'clock', tone: 'warn', word: 'overdue' },
  expired: { shape: 'clock', tone: 'warn', word: 'expired' },
  refused: { shape: 'bang', tone: 'warn', word: 'refused' },
  returned: { shape: 'back', tone: 'quiet', word: 'sent back' },
  cancelled: { shape: 'slash', tone: 'quiet', word: 'cancelled' },
  excluded: { shape: 'slash', tone: 'quiet', word: 'excluded' },
  stopped: { shape: 'slash', tone: 'quiet', word: 'stopped' },
}

export const lookOfState = (state: string): Look => lookIn(stateLooks, state)

export type Tally = Readonly<Record<string, number>>

/** States with devices, in their order. */
export const inStateOrder = (tally: Tally) => inOrderOf(stateLooks, tally)

const openStates: readonly string[] = ['waiting', 'held', 'admitted']

/** Devices about which nothing more will happen by itself. */
export const settledOf = (tally: Tally): number =>
  Object.entries(tally)
    .filter(([state]) => !openStates.includes(state))
    .reduce((sum, [, count]) => sum + count, 0)

export const devicesOf = (tally: Tally): number =>
  Object.values(tally).reduce((sum, count) => sum + count, 0)
