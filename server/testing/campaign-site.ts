// A running server with the fleet and the stock of the tests of campaigns, whose time passes a second
// at a time, and the request of the campaign that they begin.

import { addCards, addCodes } from './campaign-fleet.ts'
import { openRunning } from './running.ts'
import { testStart } from './site.ts'

/** A swap from stock in two waves that pass on little evidence. */
export const springCampaign = {
  name: 'spring',
  wish: { kind: 'swap', profile: { kind: 'stock', operator: 'nordtel' } },
  target: { filter: 'country:DE' },
  follow: 'frozen',
  waves: [{ name: 'canary', devices: 4 }, { name: 'rest' }],
  thresholds: { successAtLeast: 0.5, failureAtMost: 0.4, confidence: 0.8 },
  deviceDeadlineMinutes: 60,
  approvalsNeeded: 0,
  reason: 'a test',
} as const

/** So many devices in Germany and so many codes of nordtel. */
export async function openCampaignSite(devices: number, codes: number) {
  const running = await openRunning()
  const { world } = running.server.desk
  await addCards(world, devices)
  await addCodes(world.store, codes)
  let now = testStart
  /** Lets so many seconds pass, a round each. */
  const pass = async (seconds: number): Promise<void> => {
    for (let i = 0; i < seconds; i++) {
      now += 1_000
      await running.server.clock?.moveTo(now)
    }
  }
  return { running, world, pass, client: running.client }
}
