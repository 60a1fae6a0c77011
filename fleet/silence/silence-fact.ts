// What happens around a silent device: what operators tell of its lines, its case, the rungs of its
// ladder, visits. Part of the one union of events (event.ts).

import type { Instant } from '../evidence.ts'
import type { LineFacts } from '../lines/line.ts'
import type { Rung, RungOutcome } from '../recovery/rung.ts'
import type {
  CallOff,
  FieldVisit,
  SilenceCase,
  SilenceVerdict,
  VisitFinding,
} from './silence-case.ts'
import type { SilenceClass } from './silence-class.ts'

export type SilenceFact =
  | { readonly kind: 'line-told'; readonly line: LineFacts }
  | { readonly kind: 'silence-raised'; readonly silence: SilenceCase }
  | {
      readonly kind: 'silence-reclassified'
      readonly verdict: SilenceVerdict
      readonly nextAt: Instant
    }
  | { readonly kind: 'recovery-asked'; readonly rung: Rung }
  | {
      readonly kind: 'recovery-answered'
      readonly actionId: string
      readonly outcome: RungOutcome
      /** The deadline from here on, where it is another one. */
      readonly dueAt?: Instant
      readonly code?: string
      readonly why?: string
    }
  | { readonly kind: 'recovery-put-off'; readonly until: Instant; readonly why: string }
  | { readonly kind: 'recovery-exhausted'; readonly passedOver: readonly string[] }
  | { readonly kind: 'recovery-stopped'; readonly by: string; readonly reason?: string }
  | { readonly kind: 'recovery-resumed'; readonly by: string }
  | {
      readonly kind: 'silence-ended'
      readonly endedBy: 'contact'
      readonly caseId: string
      readonly class: SilenceClass
      readonly firstClass: SilenceClass
      readonly raisedAt: Instant
      readonly since: Instant
      /** How many rungs were taken. */
      readonly rungs: number
    }
  | { readonly kind: 'field-visit-ordered'; readonly visit: FieldVisit }
  | {
      readonly kind: 'field-visit-closed'
      readonly visitId: string
      readonly finding: VisitFinding
      readonly words: string
      /** Whoever was asked over the hook to go there is told that nobody is needed. */
      readonly callOff?: CallOff
    }
  | {
      readonly kind: 'call-off-answered'
      readonly callOff: CallOff
      readonly outcome: 'accepted' | 'refused' | 'unanswered'
      readonly code?: string
      readonly why?: string
    }

const kinds: Readonly<Record<SilenceFact['kind'], true>> = {
  'line-told': true,
  'silence-raised': true,
  'silence-reclassified': true,
  'recovery-asked': true,
  'recovery-answered': true,
  'recovery-put-off': true,
  'recovery-exhausted': true,
  'recovery-stopped': true,
  'recovery-resumed': true,
  'silence-ended': true,
  'field-visit-ordered': true,
  'field-visit-closed': true,
  'call-off-answered': true,
}

/** Whether an event is one of these. */
export const isAboutSilence = <Fact extends { readonly kind: string }>(
  fact: Fact | SilenceFact,
): fact is SilenceFact => fact.kind in kinds
