// How each class of silence looks and what it means, in the order of how much a person has to do.

import { inOrderOf, type Look, type Looks, lookIn } from '../marks/look.ts'

interface SilenceLook extends Look {
  /** One sentence for people who meet the word for the first time. */
  readonly meaning: string
}

export const silenceLooks: Looks<SilenceLook> = {
  'no-profile': {
    ...{ shape: 'cross', tone: 'bad', word: 'no profile' },
    meaning: 'no profile is enabled on the card, so the device has nothing to call with',
  },
  'lost-authority': {
    ...{ shape: 'slash', tone: 'bad', word: 'lost authority' },
    meaning: 'the card obeys another server, or none: our packages do not count there',
  },
  'bootstrap-exhausted': {
    ...{ shape: 'cross', tone: 'bad', word: 'bootstrap exhausted' },
    meaning: 'the data, the time or the countries of its bootstrap line are used up',
  },
  suspended: {
    ...{ shape: 'bang', tone: 'bad', word: 'suspended' },
    meaning: 'the operator does not let this line into its network',
  },
  'roaming-blocked': {
    ...{ shape: 'bang', tone: 'bad', word: 'roaming blocked' },
    meaning: 'the line works, but not in the country or network where the device is',
  },
  unreachable: {
    ...{ shape: 'question', tone: 'warn', word: 'unreachable' },
    meaning: 'nothing is heard on any side, and no cause is known',
  },
  'application-only': {
    ...{ shape: 'wave', tone: 'warn', word: 'application only' },
    meaning: "the device's own software calls, its IPA does not reach us",
  },
  late: {
    ...{ shape: 'clock', tone: 'warn', word: 'late' },
    meaning: 'it should have called by now; not long enough ago to say more',
  },
  asleep: {
    ...{ shape: 'dashes', tone: 'quiet', word: 'asleep' },
    meaning: 'it is silent, as it is known to be at this time',
  },
}

/** The look of a class; one that this console does not know is shown as it is. */
export const lookOfSilence = (name: string): SilenceLook => ({
  meaning: '',
  ...lookIn(silenceLooks, name),
})

/** Counts by class in the order above, without zeros. */
export const inSilenceOrder = (counts: Readonly<Record<string, number>>) =>
  inOrderOf(silenceLooks, counts)
