// Sends devices of a wave back to their former profile, each by an operation of its own that fleet
// proves safe; what cannot go back stays, with the reason as its code.

import { acceptWish } from '@holdfast/fleet/accept-wish.ts'
import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { judgeRollBack } from '@holdfast/fleet/campaign/judge-roll-back.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import { operationIdOf } from '../operator-api/batch-book.ts'
import type { CampaignTarget, TargetChange } from '../store/campaign-target.ts'
import type { CardWork } from '../store/contract.ts'
import { rollBackGate } from '../store/document.ts'
import { StoreError } from '../store/store-error.ts'
import { actorOf, type CampaignDesk, rollBackCodes } from './campaign-desk.ts'

/** Up to so many that succeeded and were not asked yet; resolves with how many were looked at. */
export async function rollBackDevices(
  desk: CampaignDesk,
  campaign: CampaignState,
  { wave, upTo }: { readonly wave: number; readonly upTo: number },
): Promise<number> {
  const { store } = desk.world
  const { campaignId } = campaign
  const filter = { campaignId, wave, states: ['succeeded'] as const, hasCode: false }
  const { items } = await store.targets(filter, { limit: upTo })
  const changes: TargetChange[] = []
  for (const target of items) {
    const change = await sendBack(desk, campaign, target)
    if (change) changes.push(change)
  }
  await store.changeTargets(changes)
  return items.length
}

async function sendBack(
  desk: CampaignDesk,
  campaign: CampaignState,
  target: CampaignTarget,
): Promise<TargetChange | undefined> {
  const { store, clock } = desk.world
  try {
    return await store.onCard<TargetChange | undefined>(target.eid, (state) =>
      decideBack(campaign, { target, state, now: clock.now() }),
    )
  } catch (cause) {
    if (cause instanceof StoreError && cause.code === 'gate-closed') return undefined
    throw cause
  }
}

interface Asked {
  readonly target: CampaignTarget
  readonly state: CardState | undefined
  readonly now: number
}

function decideBack(
  campaign: CampaignState,
  { target, state, now }: Asked,
): CardWork<TargetChange | undefined> {
  const { campaignId } = campaign
  const { eid, wave, operationId = '' } = target
  const stays = (code: string): CardWork<TargetChange> => ({
    events: [],
    reply: { ...{ campaignId, eid, at: now, from: ['succeeded'], state: 'succeeded', code } },
  })
  const operation = state?.operations[operationId]
  if (!state || !operation) return stays('roll-back-not-serving')
  const verdict = judgeRollBack(state, operation, now)
  const batchId = `${campaignId}.${wave}.back`
  const backId = operationIdOf(batchId, eid)
  if (verdict.kind === 'refused' && !state.operations[backId]) return stays(verdict.code)
  const wish =
    verdict.kind === 'back' ? verdict.wish : (state.operations[backId]?.wish ?? operation.wish)
  const request = { operationId: backId, wish, batchId, actor: actorOf(campaign) }
  const place = { campaignId, wave, isRollBack: true } as const
  const { events, reply } = acceptWish(state, { ...request, campaign: place }, now)
  if (reply.kind === 'refused') return stays(reply.code)
  return {
    events,
    onlyWhile: { campaignId: rollBackGate(campaignId) },
    reply: {
      ...{ campaignId, eid, at: now, from: ['succeeded'], state: 'succeeded' },
      ...{ operationId: backId, code: rollBackCodes.open, version: state.version + events.length },
    },
  }
}
