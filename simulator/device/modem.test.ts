import { formatHex } from '@holdfast/asn1/hex.ts'
import { describe, expect, test } from 'vitest'
import { HomeRegister } from '../network/home-register.ts'
import { Network } from '../network/network.ts'
import { chanceOf } from '../world/chance.ts'
import { encodePlmn, Modem, type ModemOptions } from './modem.ts'
import { Power } from './power.ts'

const startAt = 1_800_000_000_000
const [first, second] = ['8999901000000000001', '8999902000000000009']

function modemWith(more: Partial<ModemOptions> = {}) {
  const state = {
    now: startAt,
    enabled: first as string | undefined,
    refresh: false,
    serving: [] as (string | undefined)[],
    verdicts: [] as string[],
    missingUntil: undefined as number | undefined,
  }
  const networks = ['8999901', '8999902'].map((iccidPrefix, at) => {
    const register = new HomeRegister()
    const operator = { name: `op${at}`, plmn: `9990${at + 1}`, rat: 'LTE', iccidPrefix } as const
    return new Network({ ...operator, reportsAttaches: true }, register)
  })
  networks[0]?.register.put({ iccid: first, activeFrom: 0, session: 'open' })
  const clock = {
    get now() {
      return state.now
    },
    doze: async () => {},
    until: async () => {},
    spend: async (ms: number) => {
      state.now += ms
    },
  }
  const rates = { cutPerStep: 0, offMinutesMin: 1, offMinutesMax: 1 }
  const modem = new Modem({
    clock,
    power: new Power({ chance: chanceOf(1), rates, now: () => state.now, steadyFrom: 0 }),
    slot: {
      enabledIccid: () => state.enabled,
      takeRefresh: () => {
        const asked = state.refresh
        state.refresh = false
        return asked
      },
    },
    chance: chanceOf(1, 'radio'),
    networkOf: (iccid) => networks.find(({ operator }) => iccid.startsWith(operator.iccidPrefix)),
    coverageOf: () => ({ missingUntil: () => state.missingUntil }),
    ignoresRefresh: false,
    onAttach: async (_, verdict) => void state.verdicts.push(verdict.kind),
    onServing: (iccid) => void state.serving.push(iccid),
    ...more,
  })
  const enable = (iccid: string) => {
    state.enabled = iccid
    state.refresh = true
  }
  return { modem, state, networks, enable }
}

describe('a modem', () => {
  test('registers with the enabled profile when it is asked for', async () => {
    const { modem, state } = modemWith()
    expect(modem.carry(10).through).toBe(false)
    expect(await modem.isReady()).toBe(true)
    expect(modem.iccid).toBe(first)
    expect(state.serving.at(-1)).toBe(first)
    expect(formatHex(modem.rPlmn() as Uint8Array)).toBe('99F910')
    expect(state.now).toBeGreaterThan(startAt)
  })

  test('has nothing to register with when no profile is enabled', async () => {
    const { modem, state } = modemWith()
    state.enabled = undefined
    expect(await modem.isReady()).toBe(false)
    expect(state.verdicts).toEqual([])
  })

  test('follows a REFRESH to the new profile and is refused while its line is not active', async () => {
    const { modem, state, networks, enable } = modemWith()
    await modem.isReady()
    enable(second)
    expect(await modem.followRefresh()).toBe(true)
    expect(modem.iccid).toBeUndefined()
    expect(state.serving.at(-1)).toBeUndefined()
    expect(state.verdicts).toEqual(['registered', 'rejected'])
    networks[1]?.register.put({ iccid: second, activeFrom: 0, session: 'open' })
    expect(await modem.isReady()).toBe(true)
    expect(modem.iccid).toBe(second)
  })

  test('that ignores the REFRESH goes on with the old profile until the next boot', async () => {
    const { modem, networks, enable } = modemWith({ ignoresRefresh: true })
    networks[1]?.register.put({ iccid: second, activeFrom: 0, session: 'open' })
    await modem.isReady()
    enable(second)
    expect(await modem.followRefresh()).toBe(true)
    expect(modem.iccid).toBe(first)
    modem.drop()
    await modem.isReady()
    expect(modem.iccid).toBe(second)
  })

  test('that is registered without a session carries nothing and serves nothing', async () => {
    const { modem, state, networks } = modemWith()
    networks[0]?.register.put({ iccid: first, activeFrom: 0, session: 'no-session' })
    expect(await modem.isReady()).toBe(false)
    expect(modem.iccid).toBe(first)
    expect(state.serving.at(-1)).toBeUndefined()
  })

  test('out of coverage serves nothing, and serves again when coverage is back', async () => {
    const { modem, state } = modemWith()
    await modem.isReady()
    state.missingUntil = startAt + 1e9
    expect(await modem.isReady()).toBe(false)
    expect(state.serving.at(-1)).toBeUndefined()
    state.missingUntil = undefined
    expect(await modem.isReady()).toBe(true)
    expect(state.serving.at(-1)).toBe(first)
  })
})

test('a PLMN has its nibbles swapped, with F where the MNC has two digits', () => {
  expect(formatHex(encodePlmn('26202'))).toBe('62F220')
  expect(formatHex(encodePlmn('310410'))).toBe('130014')
})
