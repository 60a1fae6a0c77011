import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { connectionOf, defaultUrl, storeConnection } from './connection.ts'
import { cannedSend } from './fixture/canned-api.ts'
import { recordedTerminal } from './fixture/recorded-terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

const env = { HOLDFAST_CONFIG: join(folder, 'config.json') }
const at = (more: Record<string, string>) =>
  recordedTerminal(cannedSend({}), { env: { ...env, ...more } }).terminal

describe('which server to talk to', () => {
  it('is the usual one when nothing is said', () => {
    expect(connectionOf({}, at({}))).toEqual({ url: defaultUrl })
  })

  it('is what options say, before the environment, before the stored one', () => {
    const path = storeConnection({ url: 'http://stored:1', token: 'stored' }, env)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(connectionOf({}, at({}))).toEqual({ url: 'http://stored:1', token: 'stored' })
    const terminal = at({ HOLDFAST_URL: 'http://env:2', HOLDFAST_TOKEN: 'env' })
    expect(connectionOf({}, terminal)).toEqual({ url: 'http://env:2', token: 'env' })
    const options = { url: 'http://option:3', token: 'option' }
    expect(connectionOf(options, terminal)).toEqual(options)
  })

  it('is refused when it is no address, or its certificate file is not there', () => {
    expect(() => connectionOf({ url: '127.0.0.1:8080' }, at({}))).toThrow(/not a server's address/)
    expect(() => connectionOf({ ca: '/no/such.pem' }, at({}))).toThrow(/no certificate file/)
  })
})
