// What an aborted campaign does to its operations: those that have not changed their card end at
// once; of those that have, the card is asked what happened and nothing more is sent (S9). The old
// profile is enabled in both cases, or the device already serves on the new one.

import { currentStep, openOperations } from '../card-queries.ts'
import type { CardState } from '../card-state.ts'
import type { Change } from '../change.ts'
import { beginChange, decided, record } from '../change.ts'
import { continueWork } from '../continue-work.ts'
import type { Decision } from '../decision.ts'
import type { Instant } from '../evidence.ts'
import type { Operation } from '../operation.ts'
import { end } from '../outcome.ts'
import { reason } from '../reasons/reason.ts'
import type { DispatchHolds } from './dispatch-holds.ts'
import { isCampaignAborted } from './dispatch-holds.ts'

/** The card without open operations of aborted campaigns, as far as that is safe now. */
export function endAborted(change: Change, holds: DispatchHolds | undefined): Change {
  if (!holds) return change
  const aborted = openOperations(change.state).filter((one) => isCampaignAborted(one, holds))
  return aborted.reduce(stopOne, change)
}

/** The same for one campaign, for the sweep after its abort; nothing for other operations. */
export function stopForCampaign(
  state: CardState,
  campaignId: string,
  now: Instant,
): Decision<{ readonly ended: boolean }> {
  const change = beginChange(state, now, `campaign:${campaignId}`)
  const mine = openOperations(state).filter(({ campaign }) => campaign?.campaignId === campaignId)
  const stopped = continueWork(mine.reduce(stopOne, change))
  const left = openOperations(stopped.state).some((one) => one.campaign?.campaignId === campaignId)
  return decided(stopped, { ended: !left })
}

function stopOne(change: Change, operation: Operation): Change {
  const { operationId, campaign, changeSentAt, cancelAsked } = operation
  if (changeSentAt === undefined) {
    return end(change, operationId, 'cancelled', reason('campaign-aborted'))
  }
  if (cancelAsked || currentStep(operation)?.kind === 'confirm') return change
  const by = `campaign:${campaign?.campaignId}`
  return record(change, { kind: 'cancel-asked', operationId, by })
}
