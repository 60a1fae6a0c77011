import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { testEid } from './card/new-card.ts'

const door = join(import.meta.dirname, 'main.ts')
const directory = mkdtempSync(join(tmpdir(), 'holdfast-sim-'))
const at = (name: string): string => join(directory, name)

const start = (...args: readonly string[]): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [door, ...args])

async function run(...args: readonly string[]) {
  const child = start(...args)
  const [out, err, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { out, err, status: status as number }
}

/** A program that speaks lpac's side of the stdio protocol: it asks for the EID, then for a URL. */
const standIn = `
import { createInterface } from 'node:readline'
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const ask = async (line) => {
  process.stdout.write(JSON.stringify(line) + '\\n')
  return JSON.parse((await lines.next()).value).payload
}
const apdu = (func, param) => ask({ type: 'apdu', payload: { func, param } })
await apdu('connect', null)
const { ecode } = await apdu('logic_channel_open', 'a0000005591010ffffffff8900000100')
await apdu('transmit', '8' + ecode + 'e2910006bf3e035c015a')
const { data } = await apdu('transmit', '8' + ecode + 'c0000015')
const tx = Buffer.from('{}').toString('hex')
const headers = ['Content-Type: application/json']
const url = 'https://anywhere.example.com/gsma/rsp2/es9plus/initiateAuthentication'
const http = await ask({ type: 'http', payload: { url, tx, headers } })
process.stdout.write(JSON.stringify({ type: 'progress', payload: {} }) + '\\n')
const payload = { code: 0, message: 'success', data: { data, rcode: http.rcode } }
process.stdout.write(JSON.stringify({ type: 'lpa', payload }) + '\\n')
process.exit(process.argv[2] === 'fail' ? 3 : 0)
`

describe('the simulator as a program', () => {
  it('says what it can do when asked for nothing it knows', async () => {
    expect(await run()).toMatchObject({ status: 2, err: expect.stringContaining('simulator card') })
    const card = await run('card')
    expect(card).toMatchObject({ status: 2, err: expect.stringContaining('--state FILE') })
    const eid = '89049032123451234512345678901253'
    const wrong = await run('card', '--state', at('x.json'), '--eid', eid)
    expect(wrong.status).toBe(2)
    expect(wrong.err).toContain('did you mean 89049032123451234512345678901235')
    expect(await run('smdp', '--upp', at('none.der'))).toMatchObject({ status: 2 })
  })

  it('serves orders, and its card answers an LPA whose exit status it takes over', async () => {
    const stock = ['--state', at('stock.json'), '--stock', '3', '--matching-id', 'M-1']
    const smdp = start('smdp', '--http', ...stock)
    const [line] = (await once(smdp.stdout, 'data')) as [Buffer]
    const { url, matchingId } = JSON.parse(line.toString()) as { url: string; matchingId: string }
    expect(matchingId).toBe('M-1')
    writeFileSync(at('lpac.mjs'), standIn)
    const card = ['card', '--state', at('card.json'), '--record', at('record.jsonl')]
    const lpac = ['--lpac', process.execPath, '--smdp', url, '--', at('lpac.mjs')]
    const good = await run(...card, ...lpac)
    expect(JSON.parse(good.out)).toMatchObject({
      payload: { data: { data: expect.stringMatching(/^bf3e125a1089049032.*9000$/), rcode: 200 } },
    })
    expect(good.status).toBe(0)
    expect((await run(...card, ...lpac, 'fail')).status).toBe(3)
    const records = readFileSync(at('record.jsonl'), 'utf8').trim().split('\n')
    expect(new Set(records.map((one) => JSON.parse(one).type))).toEqual(new Set(['apdu', 'http']))
    smdp.kill('SIGTERM')
    expect((await once(smdp, 'close'))[0]).toBe(0)
    const kept = JSON.parse(readFileSync(at('stock.json'), 'utf8'))
    expect(kept.profiles).toHaveLength(3)
    expect(kept.profiles[0]).toMatchObject({ state: 'released', matchingId: 'M-1' })
  })

  it('makes a card with any EID once, and knows which card a file holds', async () => {
    const eid = testEid(5, '89044045')
    const card = ['card', '--state', at('other.json'), '--lpac', at('no-such-program')]
    const made = await run(...card, '--eid', eid)
    expect(made.status).not.toBe(0)
    expect(JSON.parse(readFileSync(at('other.json'), 'utf8'))).toMatchObject({ format: 1, eid })
    const again = await run(...card, '--eid', testEid(6))
    expect(again).toMatchObject({ status: 2, err: expect.stringContaining(`is the card ${eid}`) })
    writeFileSync(at('other.json'), '{}')
    expect((await run(...card)).err).toContain('is not a card of this simulator')
  })
})
