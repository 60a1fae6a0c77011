import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { conductSandbox, type Ready, type SandboxPlan } from './conductor.ts'
import { judgeResult } from './verdict.ts'

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url))

const plan = (scenario: string, more: Partial<SandboxPlan> = {}): SandboxPlan => ({
  serverScript: beside('./fixture/small-server.ts'),
  worldScript: beside('./fixture/small-world.ts'),
  folder: '/nowhere',
  worldArgs: ['--devices', '3', '--scenario', scenario],
  serverArgs: ['--listen', '127.0.0.1:0'],
  untilDone: true,
  onProgress: () => undefined,
  onLine: () => undefined,
  onEnded: () => undefined,
  stopped: new AbortController().signal,
  ...more,
})

describe('the sandbox conductor', () => {
  it('starts the world, then the server with what the world trusts, and gives the result', async () => {
    const seen: Ready[] = []
    const result = await conductSandbox(plan('good'), (ready) => seen.push(ready))
    expect(result).toMatchObject({ ticks: 3, falseSuccess: 0 })
    expect(result?.args).toContain('--until-done')
    expect(seen[0]?.esipaUrl).toBe(
      'up --sandbox --data-dir /nowhere/server --listen 127.0.0.1:0 --start-at 1800000000000 ' +
        '--trust-ci /ci.pem --trust-tls /tls.pem --smdp smdp.example=https://127.0.0.1:1',
    )
  })

  it('tells the world where the server is', async () => {
    const told: string[] = []
    await conductSandbox(plan('good', { onProgress: (text) => told.push(text) }), () => undefined)
    expect(told.at(-1)).toContain('"adminToken":"token"')
  })

  it('fails with the last lines of a world that falls apart', async () => {
    const run = conductSandbox(plan('crash'), () => undefined)
    await expect(run).rejects.toThrow(/world: ended with code 1 before.*fell apart/s)
  })

  it('fails when the world goes silent', async () => {
    const run = conductSandbox(plan('silent', { deadlines: { silenceMs: 50 } }), () => undefined)
    await expect(run).rejects.toThrow(/world: silent for 0.05 s/)
  })

  it('fails when a program does not get ready in time', async () => {
    const serverScript = beside('./fixture/small-world.ts')
    const deadlines = { serverReadyMs: 300 }
    const run = conductSandbox(plan('good', { serverScript, deadlines }), () => undefined)
    await expect(run).rejects.toThrow(/server: no ready within 0.3 s/)
  })

  it('stays with the server when a live world has ended, until it is stopped', async () => {
    const stopper = new AbortController()
    const ended: unknown[] = []
    const run = conductSandbox(
      plan('short', {
        untilDone: false,
        stopped: stopper.signal,
        onEnded: (result) => {
          ended.push(result)
          stopper.abort()
        },
      }),
      () => undefined,
    )
    expect(await run).toBeUndefined()
    expect(ended).toMatchObject([{ ticks: 3 }])
  })

  it('ends both programs when it is stopped', async () => {
    const stopper = new AbortController()
    const run = conductSandbox(plan('good', { untilDone: false, stopped: stopper.signal }), () =>
      stopper.abort(),
    )
    expect(await run).toBeUndefined()
  })
})

describe('the verdict on a result', () => {
  it('is good only when both counts are there and zero', () => {
    expect(judgeResult({ falseSuccess: 0, strandedByHoldfast: 0 })).toBeUndefined()
    expect(judgeResult({ falseSuccess: 1, strandedByHoldfast: 0 })).toContain('falseSuccess is 1')
    expect(judgeResult({ falseSuccess: 0 })).toContain('strandedByHoldfast')
  })
})
