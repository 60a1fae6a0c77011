// Tells the circuit breakers how requests ended: a step put off because an SM-DP+ or an operator
// could not, an operation that failed for them, one that got through (F24, F31).

import { operatorKey, smdpKey, speaksAgainst } from '@holdfast/fleet/campaign/breaker-key.ts'
import { classifyFailure, type FailureCause } from '@holdfast/fleet/campaign/failure-class.ts'
import { operatorOf, smdpOf } from '@holdfast/fleet/combination/combination-key.ts'
import type { CardEvent } from '@holdfast/fleet/event.ts'
import type { BreakerWatch } from '../recovery/breaker-watch.ts'
import type { World } from '../world.ts'
import type { DispatchPicture } from './dispatch-picture.ts'

interface Outcome {
  readonly operationId: string
  readonly cause?: FailureCause
}

/** What an event says about those behind an operation, if anything. */
function outcomeIn({ fact }: CardEvent): Outcome | undefined {
  switch (fact.kind) {
    case 'step-put-off':
      return { operationId: fact.operationId, cause: classifyFailure(fact.reason).cause }
    case 'outcome-changed': {
      const { operationId, to, ended, reason } = fact
      if (to === 'serving' || to === 'attached') return { operationId }
      const isFailure = ended && (to === 'failed' || to === 'rolled-back')
      return isFailure ? { operationId, cause: classifyFailure(reason).cause } : undefined
    }
    default:
      return undefined
  }
}

/** Listens from now on; gives what ends it. */
export function feedBreakers(
  { store, log }: Pick<World, 'store' | 'log'>,
  picture: DispatchPicture,
  watch?: BreakerWatch,
): () => void {
  const tell = async (event: CardEvent): Promise<void> => {
    const outcome = outcomeIn(event)
    if (!outcome) return
    const state = await store.card(event.eid)
    const operation = state?.operations[outcome.operationId]
    if (!state || !operation) return
    const address = smdpOf(operation.wish)
    const operator = operatorOf(state, operation.wish)
    const keys = [
      ...(address === undefined ? [] : [smdpKey(address)]),
      ...(operator === undefined ? [] : [operatorKey(operator)]),
    ]
    picture.ended(keys, event.at, outcome.cause)
    for (const key of keys) {
      if (outcome.cause === undefined) watch?.noteSuccess(key)
      else if (speaksAgainst(key, outcome.cause)) watch?.noteFailure(key, state)
    }
  }
  return store.onCommitted((events) => {
    for (const event of events) {
      tell(event).catch((cause) => {
        log('warn', 'a circuit breaker could not be told', { cause: String(cause) })
      })
    }
  })
}
