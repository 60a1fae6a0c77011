// What is tried for a silent device, what became of it, and what a visit found, in words.

import { recoveryActions } from '@holdfast/fleet/recovery/rung.ts'
import { actionWords, rungOutcomeWords } from '@holdfast/fleet/recovery/rung-words.ts'
import type { VisitFinding } from '@holdfast/fleet/silence/silence-case.ts'
import type { Confidence } from '@holdfast/fleet/silence/silence-class.ts'

const wordsIn = (words: Readonly<Record<string, string>>, name: string): string =>
  words[name] ?? name

export const recoveryWords = (action: string): string => wordsIn(actionWords, action)

export const outcomeOfTry = (outcome: string): string => wordsIn(rungOutcomeWords, outcome)

/** `wake the device (message or paging) × 2, wait a little longer`: each once, in its order. */
export function triedInWords(rungs: readonly { readonly action: string }[]): string {
  const counts = new Map<string, number>()
  for (const { action } of rungs) counts.set(action, (counts.get(action) ?? 0) + 1)
  return [...counts]
    .map(([action, count]) => `${recoveryWords(action)}${count > 1 ? ` × ${count}` : ''}`)
    .join(', ')
}

/** What a person may ask for; waiting is done by asking for nothing. */
export const actionsToTry = recoveryActions
  .filter((action) => action !== 'wait')
  .map((value) => ({ value, label: actionWords[value] }))

const confidences: Readonly<Record<Confidence, string>> = {
  sure: 'sure',
  likely: 'likely',
  guess: 'a guess',
}

export const confidenceInWords = (confidence: string): string => wordsIn(confidences, confidence)

const sides: Readonly<Record<string, string>> = {
  card: "the card's side tells it",
  network: "the network's side tells it",
  application: "the application's side tells it",
}

export const sideInWords = (side: string): string => wordsIn(sides, side)

const findingWords: Readonly<Record<VisitFinding, string>> = {
  mended: 'mended',
  replaced: 'replaced',
  'no-fault-found': 'no fault found',
  'not-mended': 'not mended',
  'came-back': 'the device called before anybody was there',
}

export const findingInWords = (finding: string): string => wordsIn(findingWords, finding)
