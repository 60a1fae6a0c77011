import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evolve } from '../evolve.ts'
import { day, hour, minute } from '../testing/desk.ts'
import { silentDevice } from '../testing/watch.ts'
import { costKinds } from './rung.ts'

const told = fc.record(
  {
    state: fc.constantFrom('active' as const, 'suspended' as const, 'barred' as const),
    bytesLeft: fc.constantFrom(0, 5_000, 30_000, 100_000, 9_000_000),
    smsLeft: fc.constantFrom(0, 1, 2, 10),
    rejectCause: fc.constantFrom(8, 11, 15, 22, 33),
  },
  { requiredKeys: ['state'] },
)

const move = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ do: fc.constant('call' as const) }),
  fc.record({ do: fc.constant('beat' as const) }),
  fc.record({ do: fc.constant('told' as const), line: told }),
  fc.record({
    do: fc.constant('answer' as const),
    outcome: fc.constantFrom('accepted' as const, 'refused' as const, 'unanswered' as const),
  }),
)

test('whatever comes: never the last message, never a fourth wake a day, and no look without an end', () => {
  fc.assert(
    fc.property(fc.array(move, { minLength: 5, maxLength: 40 }), (moves) => {
      const watch = silentDevice({ batteryMwh: 50_000 })
      for (const one of moves) {
        const before = watch.desk.state
        const events = watch.desk.events.length
        if (one.do === 'wait') watch.wait(one.hours * hour)
        if (one.do === 'call') watch.call()
        if (one.do === 'beat') watch.beat()
        if (one.do === 'told') watch.line(one.line)
        if (one.do === 'answer' && watch.rungs.length > 0) watch.answer(one.outcome)
        watch.desk.after(minute)
        let state = before
        for (const event of watch.desk.events.slice(events)) {
          if (event.fact.kind === 'recovery-asked' && event.fact.rung.action === 'wake') {
            const line = event.fact.rung.iccid && state.lines?.[event.fact.rung.iccid]
            if (line && line.smsLeft !== undefined) expect(line.smsLeft).toBeGreaterThan(1)
            if (line && line.bytesLeft !== undefined) expect(line.bytesLeft).toBeGreaterThan(16_000)
          }
          state = evolve(state, { ...event, tenant: 'acme' })
        }
        const { silence, recoverySpent = [] } = watch.desk.state
        if (silence?.nextAt !== undefined && watch.look()) {
          const { nextLookAt } = watch
          if (nextLookAt !== undefined) expect(nextLookAt).toBeGreaterThan(watch.desk.now)
        }
        const wakes = recoverySpent.filter(({ action }) => action === 'wake')
        for (const { at } of wakes) {
          const sameDay = wakes.filter((other) => other.at <= at && at - other.at < day)
          expect(sameDay.length).toBeLessThanOrEqual(3)
        }
        const spent = recoverySpent.filter(({ at }) => watch.desk.now - at < 30 * day)
        for (const kind of costKinds) {
          const sum = spent.reduce((total, { cost }) => total + cost[kind], 0)
          const most = { bytes: 2_250_000, sms: 10, joules: 1800, cardWrites: 6, smdpRetries: 0 }
          expect(sum, kind).toBeLessThanOrEqual(most[kind])
        }
      }
    }),
    { numRuns: 150, seed: 3 },
  )
})
