// What people do to a campaign's devices: try failed ones again, take some out.

import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { isRetryable } from '@holdfast/fleet/campaign/failure-class.ts'
import type { Reason } from '@holdfast/fleet/operation.ts'
import type { CampaignTarget, TargetChange } from '../store/campaign-target.ts'
import type { World } from '../world.ts'

const devicesAtOnce = 1_000
const retried = [
  'failed',
  'rolled-back',
  'unknown',
  'overdue',
  'expired',
  'cancelled',
  'refused',
] as const

type Shop = Pick<World, 'store' | 'clock'>

/** Devices whose failure may go another way next time wait again; resolves with how many. */
export async function retryDevices(
  { store, clock }: Shop,
  { campaignId }: CampaignState,
  codes: readonly string[] | undefined,
): Promise<number> {
  const filter = { campaignId, states: retried, ...(codes ? { codes } : {}) }
  let moved = 0
  let cursor: string | undefined
  do {
    const wanted = { limit: devicesAtOnce, ...(cursor === undefined ? {} : { cursor }) }
    const page = await store.targets(filter, wanted)
    const changes = page.items
      .filter(({ state, code }) => isRetryable(state, reasonOf(code)))
      .map(
        ({ eid }): TargetChange => ({
          ...{ campaignId, eid, at: clock.now(), from: retried, state: 'waiting', isRetry: true },
        }),
      )
    moved += (await store.changeTargets(changes)).length
    cursor = page.cursor
  } while (cursor !== undefined)
  return moved
}

/** The reason that a device's code was made from (`code:family:code`). */
function reasonOf(text: CampaignTarget['code']): Reason | undefined {
  if (text === undefined) return undefined
  const [code = '', family, ...rest] = text.split(':')
  const number = rest.join(':')
  if (family === undefined) return { code, why: '' }
  return {
    code,
    why: '',
    result: { family, code: /^-?\d+$/.test(number) ? Number(number) : number },
  }
}

/** Devices that have not begun are left out; resolves with how many. */
export async function excludeTargets(
  { store, clock }: Shop,
  { campaignId }: CampaignState,
  eids: readonly string[],
): Promise<number> {
  const changes = [...new Set(eids)].map(
    (eid): TargetChange => ({
      ...{ campaignId, eid, at: clock.now(), from: ['waiting', 'held'] },
      ...{ state: 'excluded', code: 'excluded-by-person' },
    }),
  )
  return (await store.changeTargets(changes)).length
}

/** Devices of a wave that is rolled back do not begin any more. */
export function stopWave(
  { store, clock }: Shop,
  { campaignId }: CampaignState,
  wave: number,
): Promise<number> {
  const to = { state: 'stopped', code: 'wave-rolled-back', at: clock.now() } as const
  return store.changeAllTargets({ campaignId, wave, states: ['waiting', 'held'] }, to)
}

/** Held devices of a combination that was released are looked at again. */
export function unholdDevices(
  { store, clock }: Shop,
  { campaignId }: CampaignState,
): Promise<number> {
  const to = { state: 'waiting', at: clock.now() } as const
  return store.changeAllTargets({ campaignId, states: ['held'] }, to)
}
