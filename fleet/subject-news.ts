// What happened to something that is not a device (a campaign, an incident, the rules of a country,
// the limits of a tenant), in words, one entry a fact. An unknown kind tells its own name.

import type { CampaignFact } from './campaign/campaign-fact.ts'
import { newsOfCampaign } from './campaign/campaign-words.ts'
import type { Level, News } from './news.ts'

/** As the log keeps it; its members depend on its kind. */
export type SubjectFact = { readonly kind: string } & Readonly<Record<string, unknown>>

const news = (level: Level, words: string): News => ({ level, words })

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const why = ({ reason }: SubjectFact): string =>
  textOf(reason) === '' ? '' : ` (${textOf(reason)})`

/** The words for a fact about a subject of this kind; a campaign's with the names of its waves. */
export function newsOfSubject(
  subject: string,
  fact: SubjectFact,
  waves: readonly string[] = [],
): News {
  // The log of a campaign holds facts of campaigns only.
  if (subject === 'campaign') return newsOfCampaign(fact as unknown as CampaignFact, waves)
  switch (fact.kind) {
    case 'incident-opened':
      return news('bad', `opened: ${incidentWords(fact)}`)
    case 'incident-ended':
      return news('good', `over: ${incidentWords(fact)}`)
    case 'country-rules-stated':
      return news('info', `the rules of ${textOf(fact.country)} were stated${why(fact)}`)
    case 'country-rules-removed':
      return news('warn', `the rules of ${textOf(fact.country)} were removed${why(fact)}`)
    case 'limits-set': {
      const { before, devicesPerStart } = fact
      return news('warn', `devices per start: ${devicesPerStart} instead of ${before}${why(fact)}`)
    }
    default:
      return news('info', fact.kind.replaceAll('-', ' '))
  }
}

function incidentWords({ incident }: SubjectFact): string {
  const told = (incident ?? {}) as { readonly why?: string; readonly cause?: string }
  return told.why ?? told.cause?.replaceAll('-', ' ') ?? 'an incident'
}
