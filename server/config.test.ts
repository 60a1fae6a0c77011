import { describe, expect, it } from 'vitest'
import { addressOf, ConfigError, readConfig } from './config.ts'

describe('the command line', () => {
  it('gives what is not said its usual value', () => {
    expect(readConfig(['up'])).toMatchObject({
      command: 'up',
      dataDir: '.holdfast',
      database: { kind: 'bundled' },
      listen: { host: '127.0.0.1', port: 8080 },
      esipaListen: { host: '0.0.0.0', port: 8443 },
      logLevel: 'info',
    })
  })

  it('opens only the device endpoint for eim-serve, in memory unless told otherwise', () => {
    const config = readConfig(['eim-serve', '--listen', '127.0.0.1:9443'])
    expect(config).toMatchObject({
      esipaListen: { host: '127.0.0.1', port: 9443 },
      database: { kind: 'memory' },
    })
    expect(config.listen).toBeUndefined()
    expect(readConfig(['eim-serve', '--store', 'postgres']).database).toEqual({ kind: 'bundled' })
  })

  it('takes everything that the sandbox passes', () => {
    const config = readConfig([
      ...['up', '--sandbox', '--data-dir', '/d', '--listen', '127.0.0.1:0'],
      ...['--esipa-listen', '127.0.0.1:0', '--start-at', '1767225600000'],
      ...['--trust-ci', 'a.pem', '--trust-ci', 'b.pem', '--trust-tls', 'c.pem'],
      ...['--smdp', 'one.example.com=https://127.0.0.1:1', '--store', 'memory'],
    ])
    expect(config).toMatchObject({
      dataDir: '/d',
      database: { kind: 'memory' },
      trustCi: ['a.pem', 'b.pem'],
      trustTls: ['c.pem'],
      sandbox: { startAt: 1_767_225_600_000 },
    })
    expect([...config.smdps]).toEqual([['one.example.com', 'https://127.0.0.1:1']])
  })

  it('takes a PostgreSQL server', () => {
    const url = 'postgres://user:pw@host/name'
    expect(readConfig(['up', '--database', url]).database).toEqual({ kind: 'server', url })
  })

  it('takes a bundled database that does not wait for the disk only by its name', () => {
    const scratch = { kind: 'bundled', isScratch: true }
    expect(readConfig(['up', '--sandbox', '--database', 'scratch']).database).toEqual(scratch)
    expect(readConfig(['up', '--sandbox']).database).toEqual({ kind: 'bundled' })
  })

  it.each([
    [[], /use up or eim-serve/],
    [['down'], /use up or eim-serve/],
    [['up', '--what'], /--what/],
    [['up', 'more'], /more/],
    [['up', '--listen', 'localhost'], /--listen localhost: give host:port/],
    [['up', '--listen', '127.0.0.1:70000'], /give host:port/],
    [['up', '--database', 'mysql://x'], /postgres:\/\/user/],
    [['up', '--store', 'tape'], /use memory or postgres/],
    [['up', '--tls-cert', 'a'], /go together/],
    [['up', '--smdp', 'one.example.com'], /give address=URL/],
    [['up', '--sandbox', '--start-at', 'now'], /milliseconds since 1970/],
    [['up', '--log', 'loud'], /use info, warn or error/],
  ])('%j is refused with what to do', (argv, message) => {
    expect(() => readConfig(argv)).toThrow(ConfigError)
    expect(() => readConfig(argv)).toThrow(message)
  })
})

describe('an address', () => {
  it.each([
    ['127.0.0.1:8443', '127.0.0.1', 8443],
    ['localhost:0', 'localhost', 0],
    ['[::1]:443', '::1', 443],
    [':8443', '0.0.0.0', 8443],
  ])('%s is %s and %i', (text, host, port) => {
    expect(addressOf('--listen', text)).toEqual({ host, port })
  })
})
