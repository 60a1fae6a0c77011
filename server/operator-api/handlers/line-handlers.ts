// What operators' systems say of lines: each report is applied to the card that has the profile.

import type { Handlers } from '@holdfast/api/handlers.ts'
import type { RequestOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import { applyLine } from '@holdfast/fleet/lines/apply-line.ts'
import { judgeResume, judgeSuspend } from '@holdfast/fleet/lines/judge-suspend.ts'
import type { LineFacts } from '@holdfast/fleet/lines/line.ts'
import { eidOctets } from '../../doorway/watched-store.ts'
import { inParallel } from '../../in-parallel.ts'
import { cardFor, type OperatorShop } from '../shop.ts'
import { eidOfProfile } from './contact-handlers.ts'

type LineHandlers = Pick<Handlers, 'reportLines' | 'deviceLines'>
type LineReport = RequestOf<RouteNamed<'reportLines'>>['body']['lines'][number]

const linesAtOnce = 64

export const lineHandlers = (shop: OperatorShop): LineHandlers => ({
  async reportLines({ body: { lines } }, { tenant }) {
    const unknown: string[] = []
    await inParallel(lines, linesAtOnce, async (report) => {
      if (!(await take(shop, report, tenant))) unknown.push(report.iccid)
    })
    return { taken: lines.length - unknown.length, unknown: unknown.sort() }
  },
  async deviceLines({ params, query: { rejectCause } }, caller) {
    const state = await cardFor(shop, params.eid, caller)
    const now = shop.world.clock.now()
    const items = Object.values(state.lines ?? {}).map(({ readings: _, mendedAt: __, ...line }) => {
      if (line.state === 'suspended') return { ...line, whenResumed: judgeResume(state, line, now) }
      const question = { state, iccid: line.iccid }
      const known = rejectCause === undefined ? question : { ...question, rejectCause }
      return { ...line, ifSuspended: judgeSuspend(known) }
    })
    return { items, now }
  },
})

async function take(shop: OperatorShop, report: LineReport, tenant: string): Promise<boolean> {
  const { store, clock } = shop.world
  const eid = await eidOfProfile(shop, report.iccid)
  if (eid === undefined) return false
  const now = clock.now()
  // A report of the future would outlive every newer one.
  const line: LineFacts = { ...report, at: Math.min(report.at ?? now, now), evidence: 'confirmed' }
  const isTaken = await store.onCard<boolean>(eid, (state) => {
    if (state?.tenant !== tenant) return { events: [], reply: false }
    return { events: applyLine(state, line, now).events, reply: true }
  })
  const seenAt = line.lastSeenInNetworkAt
  if (isTaken && seenAt !== undefined && seenAt <= now) {
    shop.desk.contacts.add({ bytes: eidOctets(eid), offset: 0, at: seenAt, over: 'network' })
  }
  return isTaken
}
