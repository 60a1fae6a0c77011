import { decodeIccid } from '@holdfast/gsma/ids/iccid.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DeviceFacts, ProfileOnCard } from '../card-state.ts'
import type { Desk } from '../testing/desk.ts'
import { activationCode, away, home, knownCard, minute, profile, spare } from '../testing/desk.ts'
import type { Wish } from '../wish.ts'

const iccids = [home, away, spare] as const
const code = { kind: 'activation-code', activationCode } as const

const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.constantFrom<Wish>({ kind: 'swap', profile: code }, { kind: 'unset-fallback' }),
  fc
    .tuple(
      fc.constantFrom('enable', 'disable', 'delete', 'set-fallback'),
      fc.constantFrom(...iccids),
    )
    .map(([kind, iccid]) => ({ kind, iccid }) as Wish),
)

/** Every door: a person, a campaign going on or back, recovery; then what card and time bring. */
type Move =
  | { readonly do: 'ask'; readonly wish: Wish; readonly by: 'person' | 'campaign' | 'recovery' }
  | { readonly do: 'poll'; readonly luck: 'done' | 'lost' | 'refused' | 'rolled-back' }
  | { readonly do: 'others'; readonly iccid: string }
  | { readonly do: 'heard'; readonly iccid: string }
  | { readonly do: 'time'; readonly ms: number }

const iccid = fc.constantFrom<string>(...iccids)
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      wish,
      by: fc.constantFrom('person' as const, 'campaign' as const, 'recovery' as const),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('poll' as const),
      luck: fc.constantFrom('done', 'done', 'lost', 'refused', 'rolled-back'),
    }) as fc.Arbitrary<Move>,
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('others' as const), iccid }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('heard' as const), iccid }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('time' as const),
      ms: fc.constantFrom(minute, 20 * minute, 2 * 86_400_000, 40 * 86_400_000),
    }),
  },
)

interface Make {
  readonly present: readonly boolean[]
  readonly enabled: number
  readonly fallback: number
  readonly classes: readonly ProfileOnCard['class'][]
  readonly isV10: boolean
  readonly rollsBack: boolean
}

const make: fc.Arbitrary<Make> = fc.record({
  present: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  enabled: fc.nat(3),
  fallback: fc.nat(4),
  classes: fc.array(fc.constantFrom('operational' as const, 'provisioning', 'test'), {
    minLength: 3,
    maxLength: 3,
  }),
  isV10: fc.boolean(),
  rollsBack: fc.boolean(),
})

/** The card in truth: what it lists, and what it does when a command reaches it. */
class Truth {
  profiles: ProfileOnCard[]
  readonly desk: Desk
  readonly #make: Make

  constructor(made: Make) {
    this.#make = made
    this.profiles = iccids.flatMap((one, at) =>
      made.present[at] || made.enabled === at
        ? [
            profile(one, made.enabled === at ? 'enabled' : 'disabled', {
              class: made.classes[at] ?? 'operational',
              fallbackAttribute: made.fallback === at && !made.isV10,
            }),
          ]
        : [],
    )
    this.desk = knownCard()
    const { desk } = this
    const device: DeviceFacts = made.rollsBack ? {} : { ipaRollsBack: false }
    const dialect = made.isV10 ? ('v1.0' as const) : ('v1.2' as const)
    desk.state = { ...desk.state, device, euicc: { ...desk.state.euicc!, dialect } }
    desk.accept({ kind: 'audit' })
    this.poll('done')
    this.poll('done')
  }

  get enabled(): string | undefined {
    return this.profiles.find(({ state }) => state === 'enabled')?.iccid
  }

  poll(luck: 'done' | 'lost' | 'refused' | 'rolled-back'): void {
    const { desk } = this
    desk.after(minute).poll()
    if (desk.reply.kind === 'data-request') return void (luck === 'done' && desk.identity())
    if (desk.reply.kind !== 'package') return
    const { euiccPackage } = desk.reply.signed
    const [psmo] = euiccPackage.kind === 'psmoList' ? euiccPackage.value : []
    if (!psmo) throw new Error('an empty package')
    const named = 'iccid' in psmo.value ? decodeIccid(psmo.value.iccid) : undefined
    const target = named?.ok ? named.value : undefined
    if (psmo.kind === 'listProfileInfo') {
      if (luck === 'done') desk.list(...this.profiles)
      return
    }
    this.#check(psmo.kind, target, psmo.kind === 'enable' && psmo.value.rollbackFlag !== undefined)
    const name = `${psmo.kind}Result`
    if (luck === 'refused') return void desk.result([{ name, code: 127 }])
    this.#run(psmo.kind, target)
    if (luck === 'done') desk.result([{ name, code: 0 }])
  }

  /** With what Holdfast knows at this moment, nothing that leaves takes the last way back. */
  #check(kind: string, target: string | undefined, rollbackFlag: boolean): void {
    const known = Object.values(this.desk.state.profiles)
    const enabled = known.find(({ state }) => state === 'enabled')?.iccid
    const fallback = known.find(({ fallbackAttribute }) => fallbackAttribute)?.iccid
    const { isV10, rollsBack } = this.#make
    const rescued = !isV10 && fallback !== undefined && fallback !== target
    if (kind === 'enable' && enabled !== undefined && enabled !== target) {
      if (!rescued && !(rollbackFlag && rollsBack)) throw new Error('an enable without a way back')
    }
    if (kind === 'disable' && target === enabled) throw new Error('a disable of the enabled one')
    if (kind !== 'delete') return
    if (target === enabled) throw new Error('a delete of the enabled one')
    if (target === fallback) throw new Error('a delete of the fallback profile')
    const one = known.find((each) => each.iccid === target)
    if (one?.class === 'provisioning') throw new Error('a delete of the bootstrap profile')
    if (known.length <= 1) throw new Error('a delete of the only profile')
  }

  #run(kind: string, target: string | undefined): void {
    const set = (change: (one: ProfileOnCard) => Partial<ProfileOnCard>) => {
      this.profiles = this.profiles.map((one) => ({ ...one, ...change(one) }))
    }
    if (kind === 'enable')
      set(({ iccid: one }) => ({ state: one === target ? 'enabled' : 'disabled' }))
    if (kind === 'delete') this.profiles = this.profiles.filter((one) => one.iccid !== target)
    if (kind === 'setFallbackAttribute') {
      set(({ iccid: one }) => ({ fallbackAttribute: one === target }))
    }
    if (kind === 'unsetFallbackAttribute') set(() => ({ fallbackAttribute: false }))
  }

  others(one: string): void {
    if (!this.profiles.some(({ iccid: here }) => here === one)) return
    this.#run('enable', one)
    this.desk.notify({ event: 'enable', iccid: one })
  }
}

function act(truth: Truth, one: Move): void {
  const { desk } = truth
  switch (one.do) {
    case 'ask': {
      const actor = one.by === 'recovery' ? 'holdfast' : `person:${one.by}`
      desk.accept(one.wish, { actor })
      return
    }
    case 'poll':
      truth.poll(one.luck)
      return
    case 'others':
      truth.others(one.iccid)
      return
    case 'heard':
      desk.heartbeat(one.iccid)
      return
    case 'time':
      desk.time(one.ms)
      return
  }
}

test('no path leads around the way back: any card, any wish, any door, any order', () => {
  let sent = 0
  fc.assert(
    fc.property(make, fc.array(move, { minLength: 8, maxLength: 60, size: 'max' }), (made, all) => {
      const truth = new Truth(made)
      for (const one of all) act(truth, one)
      sent += truth.desk.events.filter(({ fact }) => fact.kind === 'dispatched').length
    }),
    { numRuns: 700, seed: 77 },
  )
  expect(sent).toBeGreaterThan(2_000)
}, 120_000)
