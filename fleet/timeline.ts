// What happened to a device, in words, one entry an event. For the person with one device and two
// minutes: who did it, what it means, how surely it is known, and whether it is good or bad news.

import type { CardEvent, CardFact } from './event.ts'
import type { Evidence, Instant } from './evidence.ts'
import type { Level, News } from './news.ts'
import type { SilenceFact } from './silence/silence-fact.ts'
import { isAboutSilence } from './silence/silence-fact.ts'
import { silenceNews } from './silence/silence-news.ts'
import { stepNames } from './step-words.ts'
import { outcomeNews } from './timeline-outcome.ts'
import { wishInWords } from './wish-words.ts'

export interface TimelineEntry {
  readonly at: Instant
  readonly position: number
  readonly actor: string
  readonly kind: CardFact['kind']
  readonly words: string
  readonly evidence?: Evidence
  readonly operationId?: string
  readonly level: Level
}

/** The events as entries, in the order given. */
export const timelineOf = (events: readonly CardEvent[]): readonly TimelineEntry[] =>
  events.map(({ at, position, actor, fact }) => {
    const operationId = operationOf(fact)
    return {
      at,
      position,
      actor,
      kind: fact.kind,
      ...newsOf(fact),
      ...(operationId === undefined ? {} : { operationId }),
    }
  })

function operationOf(fact: CardFact): string | undefined {
  if (fact.kind === 'operation-created') return fact.operation.operationId
  if (fact.kind === 'dispatched') return fact.inFlight.operationId
  return 'operationId' in fact ? fact.operationId : undefined
}

const info = (words: string, evidence?: Evidence): News => news('info', words, evidence)

const news = (level: Level, words: string, evidence?: Evidence): News => ({
  words,
  level,
  ...(evidence ? { evidence } : {}),
})

/** The words for a fact; every kind of event has some. */
export function newsOf(fact: CardFact): News {
  switch (fact.kind) {
    case 'card-imported':
      return info(`the card is in the inventory (${fact.generation})`, 'claimed')
    case 'card-seen-first':
      return news('good', 'the device called for the first time', fact.evidence)
    case 'association-recorded':
      return associated(fact)
    case 'card-identified':
      return identified(fact)
    case 'profiles-read':
      return info(listInWords(fact), fact.evidence)
    case 'profile-changed':
      return info(`profile ${fact.iccid}: ${changeWords[fact.change]}`, fact.evidence)
    case 'operation-created':
      return info(`accepted: ${wishInWords(fact.operation.wish)}`)
    case 'step-begun':
      return fact.lastWait
        ? info('waiting a last time for the application to call')
        : info(`step ${fact.stepIndex + 1} begins: ${stepNames[fact.doing]}`)
    case 'plan-remade':
      return info(`the plan was made again: ${fact.reason.why}`)
    case 'target-known':
      return info(`the operation is about profile ${fact.iccid}`, fact.evidence)
    case 'doubt-raised':
      return news('warn', `not known for sure: ${fact.doubt.reason.why}`)
    case 'doubt-settled':
      return info(`known again: ${fact.reason.why}`)
    case 'step-put-off':
      return news('warn', `put off: ${fact.reason.why}`)
    case 'operation-held':
      return info(`held: ${fact.hold.reason.why}`)
    case 'operation-released':
      return info('no longer held')
    case 'dispatched':
      return info(dispatchWords[fact.inFlight.purpose ?? 'step'][fact.inFlight.what])
    default:
      return newsOfAnswer(fact)
  }
}

type Answer = Exclude<
  CardFact,
  {
    kind:
      | 'card-imported'
      | 'card-seen-first'
      | 'association-recorded'
      | 'card-identified'
      | 'profiles-read'
      | 'profile-changed'
      | 'operation-created'
      | 'step-begun'
      | 'plan-remade'
      | 'target-known'
      | 'doubt-raised'
      | 'doubt-settled'
      | 'step-put-off'
      | 'operation-held'
      | 'operation-released'
      | 'dispatched'
  }
>

type OwnAnswer = Exclude<Answer, SilenceFact>

function newsOfAnswer(fact: Answer): News {
  return isAboutSilence(fact) ? silenceNews(fact) : newsOfOwnAnswer(fact)
}

function newsOfOwnAnswer(fact: OwnAnswer): News {
  switch (fact.kind) {
    case 'result-applied':
      return resultNews(fact.results)
    case 'result-distrusted':
      return news('bad', `a result was not believed: ${fact.reason.why}`, 'reported')
    case 'card-data-received':
      return fact.error === undefined
        ? info('the device answered the data request', 'reported')
        : news('warn', `the device refused the data request (code ${fact.error})`, 'reported')
    case 'counter-jumped':
      return news('warn', `the package counter jumped from ${fact.from} to ${fact.to}`)
    case 'unexpected-change':
      return news('bad', unexpectedWords(fact.iccid, fact.reason.why))
    case 'stock-adopted':
      return news('warn', adoptedWords(fact))
    case 'notification-received':
      return info(`the card notifies: ${fact.event} ${fact.iccid ?? ''}`.trim(), fact.evidence)
    case 'download-progressed':
      return fact.reason
        ? news('bad', `download ${fact.phase}: ${fact.reason.why}`)
        : info(`download: ${fact.phase}`)
    case 'state-change-reported':
      return news('warn', `the device reports a change of profiles: ${fact.cause}`, 'reported')
    case 'attached':
      return info(`the network saw ${fact.iccid}${plmnWords(fact.plmn)}`, 'confirmed')
    case 'attach-refused':
      return news(
        'warn',
        `the network refused ${fact.iccid}${plmnWords(fact.plmn)}, cause ${fact.rejectCause}`,
        'confirmed',
      )
    case 'serving':
      return news('good', `the application called over ${fact.iccid}`, 'reported')
    case 'outcome-changed':
      return outcomeNews(fact)
    case 'in-flight-cleared':
      return info(`no longer waiting for a result: ${fact.reason.why}`)
    case 'flap-held':
      return news('bad', `held: ${fact.reason.why}`)
    case 'cancel-asked':
      return info(`${fact.by} asked to cancel`)
  }
}

const changeWords = {
  installed: 'installed',
  enabled: 'enabled',
  disabled: 'disabled',
  deleted: 'deleted',
  'fallback-set': 'is the fallback profile now',
  'fallback-unset': 'is no longer the fallback profile',
} as const

const dispatchWords = {
  step: {
    package: 'a signed package left for the card',
    'data-request': 'the device was asked who its card is',
    'download-trigger': 'the device was told to download a profile',
  },
  'ask-stored': {
    package: 'the card was asked for stored results',
    'data-request': 'the device was asked for results and notifications that its card kept',
    'download-trigger': 'the device was asked for results',
  },
  'read-back': {
    package: 'the card was asked for its list of profiles, to know what happened',
    'data-request': 'the device was asked what happened',
    'download-trigger': 'the device was asked what happened',
  },
  'way-back': {
    package:
      'the card was asked for a way back to the former profile: the modem may still be on it',
    'data-request': 'the device was asked what happened',
    'download-trigger': 'the device was asked what happened',
  },
} as const

function associated({ association }: Extract<CardFact, { kind: 'association-recorded' }>): News {
  const { eimId, associationToken, replayErrors, evidence } = association
  if (replayErrors)
    return news('warn', `the card refused our counter as used (${replayErrors} in a row)`)
  const token = associationToken === undefined ? '' : `, token ${associationToken}`
  return info(`associated with the eIM ${eimId}${token}`, evidence)
}

function identified({ euicc }: Extract<CardFact, { kind: 'card-identified' }>): News {
  return euicc.chainVerifiedAt === undefined
    ? news('warn', 'the card told who it is, and no trusted CI vouches for it', 'reported')
    : info('the card is known: its certificates lead to a trusted CI', euicc.evidence)
}

function listInWords({ profiles }: Extract<CardFact, { kind: 'profiles-read' }>): string {
  const enabled = profiles.find(({ state }) => state === 'enabled')
  const count = profiles.length === 1 ? '1 profile' : `${profiles.length} profiles`
  return `the card listed ${count}, ${enabled ? `${enabled.iccid} is enabled` : 'none enabled'}`
}

function resultNews(results: readonly { name: string; code: number }[]): News {
  const isBad = results.some(({ code, name }) => code !== 0 || name === 'processingTerminated')
  const words = results
    .map(({ name, code }) => (code === 0 ? `${name} ok` : `${name} ${code}`))
    .join(', ')
  return news(isBad ? 'warn' : 'info', `the card's result: ${words || 'empty'}`, 'proven')
}

const unexpectedWords = (iccid: string | undefined, why: string): string =>
  `unexpected${iccid === undefined ? '' : ` (${iccid})`}: ${why}`

const plmnWords = (plmn: string | undefined): string => (plmn === undefined ? '' : ` on ${plmn}`)

const adoptedWords = ({
  iccid,
  formerEid,
}: Extract<CardFact, { kind: 'stock-adopted' }>): string =>
  formerEid === undefined
    ? `the card has profile ${iccid}, whose code stood in stock: it is this card's now`
    : `the card has profile ${iccid}, whose code was given to card ${formerEid}: it is this card's`
