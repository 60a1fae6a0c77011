// One line of the proof of safety: a state that a step and what goes wrong in it lead to, and how the
// device stays manageable there.

import type { StepKind, WayBack } from '../plan.ts'
import type { AbstractCard } from './abstract-card.ts'
import type { FailureName } from './step-failures.ts'

export interface ProvenState {
  readonly step: StepKind
  readonly failure: FailureName
  readonly card: AbstractCard
  readonly wayBack: WayBack
}
