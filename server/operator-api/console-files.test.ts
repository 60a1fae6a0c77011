import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRunning, type Running } from '../testing/running.ts'
import { readConsole } from './console-files.ts'

let folder: string
let running: Running

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-console-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<title>Holdfast</title>')
  await writeFile(join(folder, 'assets', 'app-1a2b.js'), 'console.log(1)')
  running = await openRunning({ consoleFolder: folder })
})
afterAll(async () => {
  await running[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${running.url}${path}`, { headers })

describe('the console’s files', () => {
  it('are served with a policy that lets nothing else in', async () => {
    const page = await get('/')
    expect([page.status, await page.text()]).toEqual([200, '<title>Holdfast</title>'])
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(page.headers.get('cache-control')).toBe('no-cache')
  })

  it('may be kept for ever when their name carries a hash, and are asked for by it', async () => {
    const script = await get('/assets/app-1a2b.js')
    expect(script.headers.get('cache-control')).toContain('immutable')
    expect(script.headers.get('content-type')).toContain('javascript')
    expect(await script.text()).toBe('console.log(1)')
    const etag = script.headers.get('etag') ?? ''
    expect((await get('/assets/app-1a2b.js', { 'if-none-match': etag })).status).toBe(304)
  })

  it('are the page for every address of the console, and no page for a missing file', async () => {
    expect(await (await get('/devices/8904')).text()).toContain('Holdfast')
    expect((await get('/assets/gone.js')).status).toBe(404)
    expect((await get('/../../etc/passwd')).status).toBe(200)
    expect((await get('/v1/nothing')).headers.get('content-type')).toContain('problem+json')
    const posted = await fetch(`${running.url}/devices`, { method: 'POST' })
    expect(posted.status).toBe(405)
  })

  it('need not be there', async () => {
    expect(await readConsole(join(folder, 'none'))).toBeUndefined()
  })
})
