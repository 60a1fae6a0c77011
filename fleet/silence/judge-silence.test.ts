import { describe, expect, test } from 'vitest'
import type { Rhythm } from '../contact/rhythm.ts'
import { noteContact } from '../contact/rhythm.ts'
import type { LineFacts } from '../lines/line.ts'
import { day, home, hour, minute } from '../testing/desk.ts'
import type { Watch } from '../testing/watch.ts'
import { silentDevice } from '../testing/watch.ts'
import type { CauseCode } from './cause.ts'
import { causeOf } from './cause.ts'

interface Row {
  readonly what: string
  readonly cause: CauseCode
  readonly tell: (watch: Watch) => void
}

const line = (news: Partial<LineFacts>) => (watch: Watch) => void watch.line(news)
const refused =
  (rejectCause: number, plmn = '262-02') =>
  (watch: Watch) => {
    const { desk } = watch
    desk.after(-minute)
    desk.attachRefused(home, rejectCause)
    desk.after(minute)
    expect(desk.state.attachRefused?.plmn).toBe(plmn)
  }
const before = (watch: Watch, tell: () => void): void => {
  const { now } = watch.desk
  watch.desk.now = (watch.rhythm?.lastAt ?? 0) - minute
  tell()
  watch.desk.now = now
}

/** The last one now, the others five minutes apart before it. */
const beats = (watch: Watch, times: number): void => {
  const { desk } = watch
  desk.after(-5 * minute * (times - 1))
  for (let i = 0; i < times; i++) {
    watch.beat()
    if (i < times - 1) desk.after(5 * minute)
  }
}

/** What is known besides the silence, and which cause must come first. */
const rows: readonly Row[] = [
  { what: 'nothing', cause: 'no-sign-at-all', tell: () => undefined },
  { what: 'an active line', cause: 'no-sign-at-all', tell: line({}) },
  { what: 'a suspended line', cause: 'line-suspended', tell: line({ state: 'suspended' }) },
  { what: 'a barred line', cause: 'line-barred', tell: line({ state: 'barred' }) },
  {
    what: 'a line not active yet',
    cause: 'line-not-active',
    tell: line({ state: 'not-yet-active' }),
  },
  { what: 'a terminated line', cause: 'line-terminated', tell: line({ state: 'terminated' }) },
  { what: 'no data left', cause: 'bytes-used-up', tell: line({ bytesLeft: 0 }) },
  {
    what: 'no data left, and suspended for it',
    cause: 'bytes-used-up',
    tell: line({ bytesLeft: 0, state: 'suspended' }),
  },
  {
    what: 'validity over',
    cause: 'validity-over',
    tell: (watch) => watch.line({ validUntil: watch.desk.now - 1 }),
  },
  { what: 'illegal UE', cause: 'line-refused', tell: refused(3) },
  { what: 'cause 8', cause: 'line-refused', tell: refused(8) },
  { what: 'IMEI not accepted', cause: 'imei-refused', tell: refused(5) },
  { what: 'no suitable cells', cause: 'place-refused', tell: refused(15) },
  { what: 'roaming not allowed', cause: 'place-refused', tell: refused(13) },
  { what: 'PLMN not allowed elsewhere', cause: 'place-refused', tell: refused(11) },
  { what: 'congestion', cause: 'network-trouble', tell: refused(22) },
  { what: 'an unknown APN', cause: 'no-data-path', tell: refused(27) },
  {
    what: 'PLMN not allowed by the network that served it',
    cause: 'line-barred',
    tell: (watch) => {
      before(watch, () => watch.desk.attach(home))
      refused(11)(watch)
    },
  },
  {
    what: 'cause 15, and the operator says suspended',
    cause: 'line-suspended',
    tell: (watch) => {
      refused(15)(watch)
      watch.line({ state: 'suspended' })
    },
  },
  {
    what: 'no data service, with little left',
    cause: 'bytes-forecast-used-up',
    tell: (watch) => {
      before(watch, () => watch.line({ bytesLeft: 20_000 }))
      refused(33)(watch)
    },
  },
  {
    what: 'no data service, with much left',
    cause: 'no-data-path',
    tell: (watch) => {
      before(watch, () => watch.line({ bytesLeft: 9_000_000 }))
      refused(33)(watch)
    },
  },
  {
    what: 'a refusal that the device got over',
    cause: 'no-sign-at-all',
    tell: (watch) => before(watch, () => watch.desk.attachRefused(home, 8)),
  },
  {
    what: 'the application calls twice',
    cause: 'application-heard',
    tell: (watch) => beats(watch, 2),
  },
  {
    what: 'the application called once, as at any waking',
    cause: 'silent-after-waking',
    tell: (watch) => beats(watch, 1),
  },
  { what: 'the network has it', cause: 'no-data-path', tell: (watch) => watch.desk.attach(home) },
  {
    what: 'the application calls over a line said to be suspended',
    cause: 'application-heard',
    tell: (watch) => {
      watch.line({ state: 'suspended', at: watch.desk.now - 10 * minute })
      beats(watch, 2)
    },
  },
  {
    what: 'a line bound to another device, told just now',
    cause: 'imei-refused',
    tell: line({ imeiLock: '35000101000000' }),
  },
  {
    what: 'a country outside the line',
    cause: 'outside-countries',
    tell: line({ countries: ['FR', 'ES'] }),
  },
]

describe('the most likely cause comes first', () => {
  test.each(rows)('with $what it is $cause', ({ cause, tell }) => {
    const watch = silentDevice({ country: 'DE', imei: '35000202000001' })
    tell(watch)
    const silence = watch.look()
    expect(silence).toMatchObject({ cause, class: causeOf(cause).class })
    expect(silence?.because.length).toBeGreaterThan(0)
  })
})

test('a card that was reset and went silent has lost its authority, a signed list clears that', () => {
  const watch = silentDevice()
  watch.desk.now = watch.rhythm?.lastAt ?? 0
  watch.desk.poll({ notifyStateChange: true, stateChangeCause: 4 })
  watch.desk.after(73 * minute)
  expect(watch.look()).toMatchObject({ cause: 'memory-reset', class: 'lost-authority' })
})

test('a card that refuses our packages is raised although its device calls, until it signs again', () => {
  const watch = silentDevice()
  const { desk } = watch
  desk.accept({ kind: 'audit' })
  for (let i = 0; i < 5 && !desk.state.silence; i++) {
    watch.call()
    desk.after(1000)
    desk.give({
      trust: 'none',
      kind: 'unsigned-error',
      eimTransactionId: desk.state.inFlight?.eimTransactionId ?? '',
      why: 'unknown eIM',
    })
    desk.after(hour)
  }
  expect(desk.state.silence).toMatchObject({ class: 'lost-authority', cause: 'packages-refused' })
  watch.call()
  expect(desk.state.silence?.class).toBe('lost-authority')
})

test('a device that was as late before is late first, and unreachable when it stays longer away', () => {
  const watch = silentDevice()
  watch.calls(2, 3 * hour)
  watch.calls(5)
  watch.desk.after(73 * minute)
  expect(watch.look()).toMatchObject({ class: 'late', cause: 'late-before' })
  watch.wait(4 * hour)
  expect(watch.desk.state.silence).toMatchObject({ class: 'unreachable', firstClass: 'late' })
})

test('attached again and again over a bootstrap line of which nothing is told, it has used that up', () => {
  const watch = silentDevice({ bootstrapIccid: home })
  watch.desk.attach(home)
  const { lastAt = 0 } = watch.rhythm ?? {}
  const seen = [lastAt + 60 * minute, lastAt + 65 * minute]
  const network = seen.reduce<Rhythm | undefined>(
    (rhythm, at) => noteContact(rhythm, { at }),
    undefined,
  )
  expect(network && watch.look({ network })).toMatchObject({ cause: 'bytes-forecast-used-up' })
})

test('attached once over it, as at any waking, it may have lost its power as well', () => {
  const watch = silentDevice({ bootstrapIccid: home })
  watch.desk.attach(home)
  expect(watch.look()).toMatchObject({ cause: 'no-data-path' })
})

test('one that stays away longer than ever is unreachable also when its ladder has come to its end', () => {
  const watch = silentDevice()
  watch.calls(2, 30 * hour)
  watch.calls(5)
  watch.desk.after(73 * minute)
  expect(watch.look()).toMatchObject({ class: 'late' })
  watch.wait(36 * hour)
  expect(watch.desk.state.silence).toMatchObject({ class: 'late' })
  watch.wait(3 * hour)
  expect(watch.desk.state.silence).toMatchObject({ class: 'unreachable' })
})

test('a line made active again lets the device have its restart before anything else', () => {
  const watch = silentDevice()
  refused(8)(watch)
  watch.line({ state: 'suspended' })
  watch.look()
  watch.answer('accepted')
  watch.desk.after(hour)
  watch.line({ state: 'active' })
  expect(watch.desk.state.silence).toMatchObject({ cause: 'awaiting-restart' })
  watch.wait(7 * day)
  expect(watch.desk.state.silence?.visit).toBeUndefined()
  expect(watch.actions).not.toContain('wake')
})
