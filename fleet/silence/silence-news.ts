// The events around a silent device in words, for its timeline.

import type { LineFacts } from '../lines/line.ts'
import { lineStateWords } from '../lines/line.ts'
import { rejectInWords, rejectOf } from '../lines/reject-cause.ts'
import type { Level, News } from '../news.ts'
import type { Rung, RungOutcome } from '../recovery/rung.ts'
import { silenceWords } from './silence-class.ts'
import type { SilenceFact } from './silence-fact.ts'

const news = (level: Level, words: string): News => ({ level, words })

/** The words for an event about lines, silence or recovery. */
export function silenceNews(fact: SilenceFact): News {
  switch (fact.kind) {
    case 'line-told':
      return lineNews(fact.line)
    case 'silence-raised': {
      const { class: kind, because, confidence } = fact.silence
      return news('bad', `silent: ${silenceWords[kind]} (${confidence}): ${because.join('; ')}`)
    }
    case 'silence-reclassified': {
      const { class: kind, because, confidence } = fact.verdict
      return news(
        'warn',
        `judged anew: ${silenceWords[kind]} (${confidence}): ${because.join('; ')}`,
      )
    }
    case 'silence-ended':
      return news('good', `the silence is over; it was judged: ${silenceWords[fact.class]}`)
    case 'field-visit-ordered':
      return news('bad', `a visit is needed: ${fact.visit.reason}`)
    case 'field-visit-closed':
      return news('info', `the visit is over (${fact.finding}): ${fact.words}`)
    case 'call-off-answered':
      return callOffNews(fact)
    default:
      return recoveryNews(fact)
  }
}

const callOffWords = {
  accepted: 'whoever was to visit it knows that nobody is needed',
  refused: 'the visit could not be called off',
  unanswered: 'the visit could not be called off, nobody answered',
} as const

const callOffNews = ({ outcome, why }: Extract<SilenceFact, { kind: 'call-off-answered' }>): News =>
  news(
    outcome === 'accepted' ? 'info' : 'warn',
    why === undefined ? callOffWords[outcome] : `${callOffWords[outcome]}: ${why}`,
  )

type RecoveryFact = Extract<SilenceFact, { kind: `recovery-${string}` }>

function recoveryNews(fact: RecoveryFact): News {
  switch (fact.kind) {
    case 'recovery-asked':
      return rungNews(fact.rung)
    case 'recovery-answered':
      return answerNews(fact.outcome, fact.why)
    case 'recovery-put-off':
      return news('info', `recovery waits: ${fact.why}`)
    case 'recovery-exhausted':
      return news('bad', 'nothing more can be tried from here')
    case 'recovery-stopped':
      return news('warn', `${fact.by} stopped the recovery${fact.reason ? `: ${fact.reason}` : ''}`)
    case 'recovery-resumed':
      return news('info', `${fact.by} let the recovery go on`)
  }
}

function rungNews({ reason, outcome, why, by }: Rung): News {
  const who = by === undefined ? '' : ` (asked by ${by})`
  return outcome === 'refused'
    ? news('warn', `could not be tried: ${reason}: ${why ?? ''}`)
    : news('info', `tried: ${reason}${who}`)
}

const answerWords: Readonly<Record<RungOutcome, string>> = {
  asked: 'it will be asked for later',
  accepted: 'it was taken on; a call of the device will show whether it helped',
  refused: 'it was refused',
  unanswered: 'nobody answered',
  'no-help': 'it did not help in its time',
}

const answerNews = (outcome: RungOutcome, why: string | undefined): News =>
  news(
    outcome === 'refused' || outcome === 'unanswered' ? 'warn' : 'info',
    why === undefined ? answerWords[outcome] : `${answerWords[outcome]}: ${why}`,
  )

function lineNews({ iccid, state, operator, rejectCause, bytesLeft, evidence }: LineFacts): News {
  const who = operator ?? 'the operator'
  const refused =
    rejectCause === undefined ? '' : `, refused with ${rejectInWords(rejectOf(rejectCause))}`
  const left = bytesLeft === undefined ? '' : `, ${bytesLeft} bytes left`
  const level = state === 'active' && rejectCause === undefined && bytesLeft !== 0 ? 'info' : 'warn'
  return { level, words: `${who} on ${iccid}: ${lineStateWords[state]}${left}${refused}`, evidence }
}
