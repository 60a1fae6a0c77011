// What to do about an incident of a campaign or of a breaker: in words, in order. The steps name the
// commands; the guide to recovery shows the same.

import { findReason } from '../reasons/reason.ts'
import type { RaisedCauseCode, RaisedIncident } from './raised-incident.ts'

type Told = Pick<RaisedIncident, 'campaigns' | 'about' | 'concerned'>

const idOf = ({ campaigns }: Told): string => campaigns[0]?.campaignId ?? 'CAMPAIGN'
const waveOf = ({ concerned }: Told): number => (concerned.kind === 'wave' ? concerned.wave : 0)
const patternOf = ({ concerned }: Told): string =>
  concerned.kind === 'combination' ? concerned.pattern : 'COMBINATION'

const steps: Readonly<Record<RaisedCauseCode, (told: Told) => readonly string[]>> = {
  'wave-failed': (told) => [
    'Nothing more of the campaign begins; what had begun on cards goes on to its safe end.',
    `See which codes came how often: holdfast campaign devices ${idOf(told)} --wave ${waveOf(told)} --state failed.`,
    'See whether one combination is to blame: holdfast combinations. Explain one device: holdfast explain EID.',
    `If the change is bad, bring the wave back: holdfast campaign roll-back ${idOf(told)} --wave ${waveOf(told)} --reason "…", then abort.`,
    `If the cause is mended, try the failed devices again: holdfast campaign retry ${idOf(told)}; they alone decide whether the wave passes.`,
    `Then go on; what failed for good is accepted by it: holdfast campaign resume ${idOf(told)} --reason "…".`,
  ],
  'combination-held': (told) => [
    'Devices of this combination do not begin; the others go on.',
    `See how they failed: holdfast campaign devices ${idOf(told)} --state failed, and the codes in holdfast combinations.`,
    'Ask the maker of what they have in common (eUICC OS, IPA, module, SM-DP+, operator), with the codes and one card’s messages: holdfast messages EID --decode.',
    `When it is mended: holdfast combinations release "${patternOf(told)}" --reason "…". Else exclude the devices; those that are left held end with the campaign.`,
  ],
  'campaign-paused': (told) => [
    'The campaign stopped by itself; nothing of it leaves.',
    findReason(told.about.code ?? '')?.remedy ?? 'see why: holdfast campaign explain CAMPAIGN',
    `Then go on: holdfast campaign resume ${idOf(told)} --reason "…", or end it: holdfast campaign abort ${idOf(told)} --reason "…".`,
  ],
  'breaker-open': ({ about }) => [
    about.hook === undefined
      ? 'Nothing that needs it leaves; a few tries show by themselves when it works again.'
      : 'Operators are not asked meanwhile; recovery goes on with what needs none of them.',
    about.smdp === undefined
      ? 'Ask whoever runs it whether it is in trouble or refuses us.'
      : 'Ask the operator of the SM-DP+ whether it is in trouble; see holdfast health for its certificate and address.',
    'See what it answered last: holdfast timeline EID for one of the devices below.',
    'Do nothing that makes devices try at once when it is back: Holdfast lets them through little by little.',
  ],
}

/** The steps, sentence by sentence, with the campaign and the commands filled in. */
export const runbookOfRaised = (incident: RaisedIncident): readonly string[] =>
  steps[incident.cause](incident).map(asSentence)

const asSentence = (text: string): string => {
  const first = text.charAt(0).toUpperCase()
  return `${first}${text.slice(1)}${/[.…]$/.test(text) ? '' : '.'}`
}
