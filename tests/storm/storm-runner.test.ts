import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { StormRunner } from './storm-runner.ts'

/** A process whose storms end as their seeds say: 1 well, 2 by dying, 3 never. */
const obedient = `
  process.on('disconnect', () => process.exit())
  process.on('message', ({ task: { seed } }) => {
    if (seed === 1) process.send({ kind: 'ran', outcome: { seed } })
    if (seed === 2) Promise.reject(new Error('nobody caught this'))
  })`

const folder = mkdtempSync(join(tmpdir(), 'storm-runner-'))
const file = join(folder, 'obedient.mjs')
writeFileSync(file, obedient)
afterAll(() => rmSync(folder, { recursive: true }))

const run = (seed: number) => ({ kind: 'run' as const, task: { seed, devices: 1, hours: 1 } })

describe('a runner of storms', () => {
  it('tells a process that died as that seed’s failure, and goes on with another', async () => {
    const runner = new StormRunner({ module: pathToFileURL(file) })
    expect(await runner.ask(run(1))).toMatchObject({ kind: 'ran' })
    const broke = await runner.ask(run(2))
    expect(broke).toMatchObject({ kind: 'broke', seed: 2 })
    expect(broke).toHaveProperty('why', expect.stringContaining('nobody caught this'))
    expect(await runner.ask(run(1))).toMatchObject({ kind: 'ran', outcome: { seed: 1 } })
    runner.end()
  })

  it('ends a process that says nothing for longer than any storm lasts', async () => {
    const runner = new StormRunner({ module: pathToFileURL(file), silentMaxMs: 300 })
    expect(await runner.ask(run(3))).toMatchObject({ kind: 'broke', seed: 3 })
    expect(await runner.ask(run(1))).toMatchObject({ kind: 'ran' })
    runner.end()
  })
})
