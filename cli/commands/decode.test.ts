import { describe, expect, it } from 'vitest'
import { cannedSend } from '../fixture/canned-api.ts'
import { recordedTerminal } from '../fixture/recorded-terminal.ts'
import { runHoldfast } from '../program.ts'

/** A poll; EID of the standard's own example (SGP.29 §5). */
const hex = 'BF4F125A1089049032123451234512345678901235'
const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))
const text = (value: string) => new TextEncoder().encode(value)

async function decodeInput(input: Uint8Array) {
  const { terminal, all } = recordedTerminal(cannedSend({}), {
    readInput: () => Promise.resolve(input),
  })
  return { code: await runHoldfast(['decode', '-'], terminal), said: all() }
}

describe('holdfast decode -', () => {
  it.each([
    ['DER', bytes],
    ['hex', text(`${hex.slice(0, 10)}\n${hex.slice(10).toLowerCase()}\n`)],
    ['base64', text(Buffer.from(bytes).toString('base64'))],
    ['PEM', text(`-----BEGIN X-----\n${Buffer.from(bytes).toString('base64')}\n-----END X-----\n`)],
  ])('reads %s', async (_, input) => {
    const { code, said } = await decodeInput(input)
    expect(code).toBe(0)
    expect(said).toContain('GetEimPackageRequest (ESipa), 21 bytes')
  })

  it('says at which byte and in which field reading stopped', async () => {
    const cut = bytes.slice()
    cut[4] = 0x0f
    const { code, said } = await decodeInput(cut)
    expect(code).toBe(2)
    expect(said).toMatch(/GetEimPackageRequest.*at byte \d+/)
    expect(said).toContain('>>>')
  })
})
