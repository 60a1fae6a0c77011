import { expect, test } from 'vitest'
import { countedOf } from '../combination/combination-count.ts'
import type { CombinationKey } from '../combination/combination-key.ts'
import { formatPattern } from '../combination/combination-key.ts'
import { findHeld, judgeExposure } from '../combination/exposure.ts'
import { CampaignDesk } from '../testing/campaigns.ts'
import { startCampaign } from './campaign-commands.ts'
import { nextCampaignStep } from './next-step.ts'
import type { TallyPlace, WaveTally } from './wave-tally.ts'
import { combinationsOf, emptyTally, moveInTally, tallyOf } from './wave-tally.ts'

/** The same numbers for the same seed. */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

interface Device {
  readonly key: CombinationKey
  readonly text: string
  place: TallyPlace
  endsAt: number
}

const fleetSize = 2000
const canary = 20
const badOs = '3.1.2'

function fleetOf(chance: () => number): Device[] {
  const pick = (...values: readonly string[]) => values[Math.floor(chance() * values.length)] ?? ''
  return Array.from({ length: fleetSize }, () => {
    const euiccOs = pick('4.0.1', '4.0.1', '4.1.0', '3.2.0', badOs, '4.0.1', '3.2.0', '4.1.0')
    const key: CombinationKey = {
      euiccOs,
      smdp: 'smdp.example.com',
      operator: 'Acme',
      module: pick('BG95', 'BG77', 'SIM7080'),
      ipa: pick('ipad v1.2', 'ipad v1.0'),
      firmware: pick('meter 1.0', 'meter 1.1', 'pump 2.0'),
      rat: pick('LTE-M', 'NB-IoT'),
    }
    return { key, text: formatPattern(key), place: { state: 'waiting' }, endsAt: 0 }
  })
}

/** The runner with its admission, as small as it can be; each device tells after some rounds. */
class Play {
  readonly desk: CampaignDesk
  readonly fleet: readonly Device[]
  readonly #parts: readonly (readonly Device[])[]
  readonly #tally: WaveTally[]
  readonly #chance: () => number
  readonly #accidents: number
  #round = 0

  constructor(seed: number, accidents: number) {
    this.#chance = chanceOf(seed)
    this.#accidents = accidents
    const waves = [
      { name: 'canary', devices: canary },
      { name: 'second', devices: 300 },
      { name: 'rest' },
    ]
    this.desk = new CampaignDesk({ waves, approvalsNeeded: 0 }, fleetSize)
    this.desk.take(startCampaign(this.desk.state))
    this.fleet = fleetOf(this.#chance)
    const sizes = this.desk.state.waves.map(({ devices }) => devices)
    this.#parts = sizes.map((size, i) => {
      const start = sizes.slice(0, i).reduce((sum, one) => sum + one, 0)
      return this.fleet.slice(start, start + size)
    })
    this.#tally = this.#parts.map((part) => tallyOf(part.map(({ place }) => place)))
  }

  run(): void {
    for (; this.#round < 400 && this.desk.state.phase === 'running'; this.#round++) this.#once()
  }

  #once(): void {
    const { desk } = this
    desk.now += 6 * 3_600_000
    this.#each((device) =>
      device.place.state === 'admitted' && device.endsAt <= this.#round
        ? this.#end(device)
        : undefined,
    )
    const isBusy = this.#tally.some(({ states }) => (states.admitted ?? 0) > 0)
    const given = isBusy ? { lastAdmittedAt: desk.now } : {}
    const { facts, commands } = nextCampaignStep(desk.state, this.#tally, given, desk.now)
    desk.note(facts, 'campaign')
    for (const command of commands) {
      if (command.kind === 'stop-waiting') this.#stop()
      if (command.kind === 'admit') this.#admit(command.wave, command.upTo)
    }
  }

  #move(wave: number, device: Device, to: TallyPlace): void {
    this.#tally[wave] = moveInTally(this.#tally[wave] ?? emptyTally, device.place, to)
    device.place = to
  }

  #each(change: (device: Device) => TallyPlace | undefined): void {
    for (const [wave, part] of this.#parts.entries()) {
      for (const device of part) {
        const to = change(device)
        if (to) this.#move(wave, device, to)
      }
    }
  }

  #end({ text: combination, key }: Device): TallyPlace {
    if (key.euiccOs === badOs) return { state: 'failed', combination, code: 'install-failed' }
    return this.#chance() < this.#accidents
      ? { state: 'unknown', combination, code: 'still-unknown' }
      : { state: 'succeeded', combination }
  }

  #stop(): void {
    this.#each(({ place: { state } }) =>
      state === 'waiting' || state === 'held' ? { state: 'stopped' } : undefined,
    )
  }

  #admit(wave: number, upTo: number): void {
    const { thresholds } = this.desk.state.plan
    const held = this.desk.state.held.map(({ pattern }) => pattern)
    let left = upTo
    for (const device of this.#parts[wave] ?? []) {
      if (left === 0 || device.place.state !== 'waiting') continue
      const counted = countedOf(combinationsOf(this.#tally))
      if (findHeld(device.key, held)) this.#move(wave, device, { state: 'held' })
      else if (!judgeExposure(counted, device.key, { canary, thresholds })) {
        this.#move(wave, device, { state: 'admitted', combination: device.text })
        // A refusal of the card is known long before the heartbeat of a success.
        const rounds = device.key.euiccOs === badOs ? 1 : 2 + Math.floor(this.#chance() * 4)
        device.endsAt = this.#round + rounds
        left -= 1
      }
    }
  }
}

test.each([1, 2])(
  'an eUICC OS on which every installation fails hurts no more devices than the canary has; seed %i',
  (seed) => {
    const played = new Play(seed, 0.005)
    played.run()
    const { desk, fleet } = played
    const hurt = fleet.filter(({ place }) => place.code === 'install-failed').length
    const good = fleet.filter(({ key }) => key.euiccOs !== badOs)
    const served = good.filter(({ place }) => place.state === 'succeeded').length
    expect(hurt).toBeLessThanOrEqual(canary)
    expect(desk.state.held.map(({ pattern }) => formatPattern(pattern))).toEqual([
      `euiccOs=${badOs}`,
    ])
    expect(served / good.length).toBeGreaterThan(0.98)
    expect(desk.state.phase).toBe('finished')
    const undecided = fleet.filter(({ place }) =>
      ['waiting', 'held', 'admitted'].includes(place.state),
    )
    expect(undecided).toHaveLength(0)
  },
)
