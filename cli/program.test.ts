import { NoAnswer } from '@holdfast/api/client.ts'
import { describe, expect, it } from 'vitest'
import { cannedSend } from './fixture/canned-api.ts'
import { eid } from './fixture/canned-fleet.ts'
import { cannedReplies } from './fixture/canned-replies.ts'
import { recordedTerminal } from './fixture/recorded-terminal.ts'
import { runHoldfast } from './program.ts'

const send = cannedSend(cannedReplies)

describe('the command', () => {
  it.each([
    ['health'],
    ['whoami'],
    ['devices', 'country:DE'],
    ['device', eid],
    ['timeline', eid],
    ['explain', eid],
    ['operations', '--open'],
    ['operation', 'op-7'],
    ['stock', 'list'],
    ['swap', eid, '--from-stock', 'nordtel', '--dry-run'],
    ['swap', eid, '--from-stock', 'nordtel', '--yes', '--wait'],
    ['wait', 'batch-4'],
    ['import', 'cli/fixture/inventory.csv'],
    ['device', 'no-eid'],
    ['devices', 'contry:DE'],
  ])('gives one JSON value on standard output with --json: %s', async (...argv) => {
    const { terminal, out } = recordedTerminal(send)
    await runHoldfast([...argv, '--json'], terminal)
    expect(out().split('\n')).toHaveLength(2)
    expect(JSON.parse(out())).toBeTypeOf('object')
  })

  it('says 3 when the server cannot be reached', async () => {
    const { terminal, all } = recordedTerminal(() => Promise.reject(new TypeError('refused')))
    expect(await runHoldfast(['health'], terminal)).toBe(3)
    expect(all()).toContain('no answer from http://127.0.0.1:8080: refused')
  })

  it('says 3 when what answers is no Holdfast server', async () => {
    const other = recordedTerminal(async () => new Response('<html>', { status: 200 }))
    expect(await runHoldfast(['health'], other.terminal)).toBe(3)
    const failing = recordedTerminal(async () => new Response('bad gateway', { status: 502 }))
    expect(await runHoldfast(['health'], failing.terminal)).toBe(3)
    expect(new NoAnswer('x').name).toBe('NoAnswer')
  })

  it('starts only after a person repeats the number of devices', async () => {
    const sent: string[] = []
    const asking = (answer: string) =>
      recordedTerminal(
        (input, init) => {
          sent.push(`${init?.method} ${new URL(String(input)).pathname}`)
          return send(input, init)
        },
        { isInteractive: true, ask: () => Promise.resolve(answer) },
      )
    const argv = ['swap', eid, '--from-stock', 'nordtel']
    expect(await runHoldfast(argv, asking('2').terminal)).toBe(2)
    expect(sent).toEqual(['POST /v1/operations/dry-run'])
    expect(await runHoldfast(argv, asking('1').terminal)).toBe(0)
    expect(sent).toContain('POST /v1/operations')
  })

  it('starts with the number of devices that the dry run showed, and a key of its own', async () => {
    const bodies: unknown[] = []
    const { terminal } = recordedTerminal((input, init) => {
      if (String(input).endsWith('/v1/operations')) {
        bodies.push(
          JSON.parse(String(init?.body)),
          new Headers(init?.headers).get('idempotency-key'),
        )
      }
      return send(input, init)
    })
    const argv = ['enable', '--filter', 'open:no', '--iccid', '8988000000000000027', '--yes']
    expect(await runHoldfast(argv, terminal)).toBe(0)
    expect(bodies).toEqual([
      {
        wish: { kind: 'enable', iccid: '8988000000000000027' },
        target: { filter: 'open:no' },
        reason: '',
        expectedDevices: 2,
      },
      '00000000-0000-4000-8000-000000000001',
    ])
  })

  it('gives up waiting when the time is over, and says how to go on', async () => {
    const open = { ...cannedReplies, batch: { ...(cannedReplies.batch as object), open: 1 } }
    const { terminal, all } = recordedTerminal(cannedSend(open as typeof cannedReplies))
    expect(await runHoldfast(['wait', 'batch-4', '--timeout', '30s'], terminal)).toBe(2)
    expect(all()).toContain('1 operations are still open\ngo on with: holdfast wait batch-4')
  })

  it.each([
    [
      ['up', '--database', 'postgres://x', '--listen', '127.0.0.1:1', '--new-option'],
      [
        'server/main.ts',
        'up',
        '--database',
        'postgres://x',
        '--listen',
        '127.0.0.1:1',
        '--new-option',
      ],
    ],
    [
      ['eim', 'serve', '--listen', '127.0.0.1:1', '--tls-cert', 'c'],
      ['server/main.ts', 'eim-serve', '--listen', '127.0.0.1:1', '--tls-cert', 'c'],
    ],
    [
      ['sim', 'card', '--lpac', '/bin/lpac', '--', 'chip', 'info', '--json'],
      ['simulator/main.ts', 'card', '--lpac', '/bin/lpac', '--', 'chip', 'info', '--json'],
    ],
    [
      ['audit', 'verify', 'log.jsonl', '--key', 'key.pem'],
      ['audit/verify-main.ts', 'log.jsonl', '--key', 'key.pem'],
    ],
  ])('gives other programs what was typed: %s', async (argv, expected) => {
    const { terminal, programs } = recordedTerminal(send)
    expect(await runHoldfast(argv, terminal)).toBe(0)
    expect(programs).toEqual([expected])
  })
})
