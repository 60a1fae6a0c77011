// How each outcome looks: a shape, a tone and a word. No tick for less than `serving` or an end
// that the card proved.

import { inOrderOf, type Look, type Looks, lookIn } from './look.ts'

/** In the ladder's order. */
export const outcomeLooks: Looks = {
  queued: { shape: 'dot', tone: 'quiet', word: 'queued' },
  sent: { shape: 'arrow', tone: 'going', word: 'sent' },
  applied: { shape: 'double', tone: 'going', word: 'applied' },
  attached: { shape: 'wave', tone: 'going', word: 'attached' },
  serving: { shape: 'tick', tone: 'good', word: 'serving' },
  refused: { shape: 'cross', tone: 'bad', word: 'refused' },
  expired: { shape: 'clock', tone: 'warn', word: 'expired' },
  cancelled: { shape: 'slash', tone: 'quiet', word: 'cancelled' },
  failed: { shape: 'cross', tone: 'bad', word: 'failed' },
  'rolled-back': { shape: 'back', tone: 'warn', word: 'rolled back' },
  unknown: { shape: 'question', tone: 'warn', word: 'unknown' },
}

/** The look of an outcome; a name that this console does not know is shown as it is. */
export const lookOf = (outcome: string): Look => lookIn(outcomeLooks, outcome)

/** The look of an operation: one whose goal was a proven change has reached it with `applied`. */
export function lookOfOperation(operation: {
  readonly outcome: string
  readonly endedAt?: number
  readonly plan: { readonly goal: string }
}): Look {
  const { outcome, endedAt, plan } = operation
  if (outcome === 'applied' && endedAt !== undefined && plan.goal === 'applied') {
    return { shape: 'tick', tone: 'good', word: 'applied, done' }
  }
  return lookOf(outcome)
}

/** Counts in the ladder's order, without zeros. */
export const inLadderOrder = (counts: Readonly<Record<string, number>>) =>
  inOrderOf(outcomeLooks, counts)

const levelLooks: Looks = {
  info: { shape: 'dot', tone: 'quiet', word: 'info' },
  good: { shape: 'tick', tone: 'good', word: 'good' },
  warn: { shape: 'bang', tone: 'warn', word: 'warning' },
  bad: { shape: 'cross', tone: 'bad', word: 'bad' },
}

export const lookOfLevel = (level: string): Look =>
  levelLooks[level] ?? { shape: 'dot', tone: 'quiet', word: level }
