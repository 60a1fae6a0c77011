// What happened to a campaign, in words, one entry a fact: for its history in the console, the CLI
// and the export. Every kind of fact has some.

import { parsePattern, patternInWords } from '../combination/combination-key.ts'
import type { Level, News } from '../news.ts'
import type { Reason } from '../operation.ts'
import { findReason } from '../reasons/reason.ts'
import type { CampaignFact } from './campaign-fact.ts'

const news = (level: Level, words: string): News => ({ level, words })

/** The words for a fact; a wave is called by its name where the names are given. */
export function newsOfCampaign(fact: CampaignFact, waves: readonly string[] = []): News {
  switch (fact.kind) {
    case 'campaign-drafted':
      return news('info', `drafted: ${fact.plan.name}${why(fact.why)}`)
    case 'campaign-plan-changed':
      return news('warn', `the plan was changed; approvals start again${why(fact.why)}`)
    case 'campaign-targeted':
      return news('info', `its devices are on record, by wave: ${fact.waveDevices.join(', ')}`)
    case 'campaign-submitted':
      return news('info', 'it may be approved')
    case 'campaign-approved':
      return news('good', `approved, plan ${fact.planHash.slice(0, 12)}`)
    case 'campaign-scheduled':
      return news('info', 'it may begin')
    case 'campaign-stock-reserved':
      return news('info', `${fact.items} items of stock are set aside`)
    case 'campaign-started':
      return news('info', 'started')
    case 'campaign-paused':
      return news('warn', `paused: ${given(fact.reason)}`)
    case 'campaign-resumed':
      return news('info', `resumed${why(fact.why)}${accepted(fact, waves)}`)
    case 'campaign-aborted':
      return news('bad', `aborted: ${given(fact.reason)}`)
    case 'campaign-finished':
      return news(
        fact.reason.code === 'campaign-done' ? 'good' : 'warn',
        `finished: ${fact.reason.why}`,
      )
    case 'failed-retried':
      return news('info', `${fact.devices} failed devices are tried again${codes(fact.codes)}`)
    case 'devices-excluded':
      return news('info', `${fact.devices} devices were taken out${why(fact.why)}`)
    case 'combination-held':
      return news('bad', `held: ${fact.reason.why}`)
    case 'combination-released':
      return news('info', `${patternWords(fact.patternKey)} is released${why(fact.why)}`)
    default:
      return newsOfWave(fact, waves)
  }
}

type WaveFact = Extract<CampaignFact, { readonly wave: number }>

function newsOfWave(fact: WaveFact, waves: readonly string[]): News {
  const name = nameOf(fact.wave, waves)
  switch (fact.kind) {
    case 'wave-opened':
      return news('info', `${name} begins`)
    case 'wave-passed':
      return news('good', `${name}: ${fact.reason.why}`)
    case 'wave-failed':
      return news('bad', `${name}: ${fact.reason.why}`)
    case 'wave-held':
      return news('warn', `${name} holds still: ${fact.reason.why}`)
    case 'wave-went-on':
      return news('info', `${name} goes on`)
    case 'wave-grew':
      return news('info', `${name} got ${fact.devices} more devices`)
    case 'wave-roll-back-began':
      return news('warn', `${name} is rolled back${why(fact.why)}`)
    case 'wave-rolled-back':
      return news('info', `${name} is back on the former profile`)
  }
}

const nameOf = (wave: number, waves: readonly string[]): string => `wave ${waves[wave] ?? wave + 1}`

/** What a person said, without the words of the code around it: who said it stands beside it. */
function given({ code, why: whole }: Reason): string {
  const isByPerson = code === 'campaign-paused-by-person' || code === 'campaign-aborted'
  const around = `${findReason(code)?.words} (`
  return isByPerson && whole.startsWith(around) ? whole.slice(around.length, -1) : whole
}

const why = (text: string): string => (text.trim() === '' ? '' : ` (${text})`)

const codes = (list: readonly string[] | undefined): string =>
  list && list.length > 0 ? `: ${list.join(', ')}` : ''

const accepted = (
  fact: Extract<CampaignFact, { kind: 'campaign-resumed' }>,
  waves: readonly string[],
): string =>
  fact.accepted
    ? `; ${fact.accepted.failures} failures of ${nameOf(fact.accepted.wave, waves)} are accepted`
    : ''

function patternWords(text: string): string {
  const pattern = parsePattern(text)
  return pattern ? patternInWords(pattern) : text
}
