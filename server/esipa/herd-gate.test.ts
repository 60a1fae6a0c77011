import { expect, test } from 'vitest'
import { HerdGate } from './herd-gate.ts'

function poll(device: number): Uint8Array {
  const body = new Uint8Array(21)
  body.set([0xbf, 0x4f, 0x12, 0x5a, 0x10])
  new DataView(body.buffer).setUint32(17, device)
  return body
}

test('a herd is sent away spread in time, and who was sent away is served before who was not', () => {
  const gate = new HerdGate()
  const ask = (device: number, fullness: number, chance = 0.5) =>
    gate.judge({ body: poll(device), fullness, now: 5_000, chance })
  for (let device = 0; device < 1_000; device++) {
    expect(ask(device, 1).kind).toBe('come-back')
  }
  expect(gate.sentAway).toBe(1_000)
  expect(ask(7, 0.8).kind).toBe('serve')
  expect(gate.sentAway).toBe(999)
  expect(ask(5_000, 0.8).kind).toBe('come-back')
})

test('a result is never sent away while there is room', () => {
  const gate = new HerdGate()
  const body = new Uint8Array(200)
  expect(gate.judge({ body, fullness: 0.9, now: 0, chance: 0 }).kind).toBe('serve')
  expect(gate.judge({ body, fullness: 1, now: 0, chance: 0 }).kind).toBe('come-back')
})

test('who does not come again is forgotten', () => {
  const gate = new HerdGate()
  gate.judge({ body: poll(1), fullness: 1, now: 0, chance: 0.5 })
  gate.judge({ body: poll(2), fullness: 1, now: 3 * 3_600_000, chance: 0.5 })
  expect(gate.sentAway).toBe(1)
})
