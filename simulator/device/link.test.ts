import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chanceOf } from '../world/chance.ts'
import { HttpsClient } from './https-client.ts'
import { Link, type LinkFault, type LinkRates } from './link.ts'
import { Power, PowerCut } from './power.ts'

const noFaults: LinkRates = {
  lostRequest: 0,
  lostReply: 0,
  duplicate: 0,
  lateDuplicate: 0,
  truncatedReply: 0,
  slow: 0,
}

let server: Server
let url: URL
let received: string[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    request.setEncoding('utf8')
    let body = ''
    request.on('data', (part: string) => {
      body += part
    })
    request.on('end', () => {
      received.push(body)
      response.end(`answer to ${body}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  received = []
})

function linkWith(
  rates: Partial<LinkRates>,
  more: { cutPerStep?: number; through?: boolean } = {},
) {
  const state = { now: 1_800_000_000_000, faults: [] as LinkFault[], bytes: 0 }
  const clock = {
    get now() {
      return state.now
    },
    doze: async () => {},
    until: async (at: number) => {
      state.now = Math.max(state.now, at)
    },
    spend: async (ms: number) => {
      state.now += ms
    },
  }
  const power = new Power({
    chance: chanceOf(1, 'power'),
    rates: { cutPerStep: more.cutPerStep ?? 0, offMinutesMin: 1, offMinutesMax: 1 },
    now: () => state.now,
    steadyFrom: Number.POSITIVE_INFINITY,
  })
  const link = new Link({
    clock,
    chance: chanceOf(1, 'link'),
    rates: { ...noFaults, ...rates },
    steadyFrom: Number.POSITIVE_INFINITY,
    path: { carry: () => ({ through: more.through ?? true, roundTripMs: 700 }) },
    power,
    client: new HttpsClient({ connection: 'kept' }),
    onFault: (fault) => void state.faults.push(fault),
    onTraffic: (bytes) => {
      state.bytes += bytes
    },
  })
  const ask = async (text: string) => {
    const body = new TextEncoder().encode(text)
    const exchange = await link.exchange('test', { method: 'POST', url, headers: {}, body }, 5000)
    if (exchange.kind === 'no-answer') return exchange.why
    return new TextDecoder().decode(exchange.reply.body)
  }
  return { ask, state }
}

describe('an exchange over the link', () => {
  test('takes a round trip and counts its bytes when nothing goes wrong', async () => {
    const { ask, state } = linkWith({})
    const before = state.now
    expect(await ask('one')).toBe('answer to one')
    expect(state.now - before).toBe(700)
    expect(state.bytes).toBe(400 + 3 + 13)
  })

  test('with a lost request never reaches the server and takes the whole time-out', async () => {
    const { ask, state } = linkWith({ lostRequest: 1 })
    const before = state.now
    expect(await ask('one')).toBe('lostRequest')
    expect(received).toEqual([])
    expect(state.now - before).toBe(5000)
    expect(state.faults).toEqual(['lostRequest'])
  })

  test('with a lost reply has been acted upon, which the device does not know', async () => {
    const { ask } = linkWith({ lostReply: 1 })
    expect(await ask('one')).toBe('lostReply')
    expect(received).toEqual(['one'])
  })

  test('with a duplicate reaches the server twice', async () => {
    const { ask } = linkWith({ duplicate: 1 })
    expect(await ask('one')).toBe('answer to one')
    expect(received).toEqual(['one', 'one'])
  })

  test('with a late duplicate arrives once more before the next request', async () => {
    const { ask } = linkWith({ lateDuplicate: 1 })
    await ask('one')
    expect(received).toEqual(['one'])
    await ask('two')
    expect(received).toEqual(['one', 'one', 'two'])
  })

  test('with a truncated reply brings half of it', async () => {
    const { ask } = linkWith({ truncatedReply: 1 })
    expect(await ask('one')).toBe('answer')
  })

  test('without a data path takes the time-out and touches nothing', async () => {
    const { ask } = linkWith({}, { through: false })
    expect(await ask('one')).toBe('no-path')
    expect(received).toEqual([])
  })

  test('ends where the power goes', async () => {
    const { ask } = linkWith({}, { cutPerStep: 1 })
    await expect(ask('one')).rejects.toBeInstanceOf(PowerCut)
    expect(received).toEqual([])
  })

  test('meets each fault about as often as its rate says', async () => {
    const { ask, state } = linkWith({ lostRequest: 0.1, slow: 0.2 })
    for (let i = 0; i < 500; i++) await ask('x')
    const count = (fault: LinkFault) => state.faults.filter((one) => one === fault).length
    expect(count('lostRequest')).toBeGreaterThan(30)
    expect(count('lostRequest')).toBeLessThan(75)
    expect(count('slow')).toBeGreaterThan(70)
    expect(count('slow')).toBeLessThan(135)
  })
})
