// The command line of the server, read into a configuration or a refusal that says what to do.
// Every option that another program passes (the CLI, the sandbox's conductor) is here.

import { parseArgs } from 'node:util'
import type { HookTarget } from '@holdfast/connectors/operator-hooks/call-hook.ts'
import { parseHookSecret } from '@holdfast/connectors/operator-hooks/webhook-signature.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

export type Database =
  /**
   * PostgreSQL that Holdfast brings along, in the data folder. As scratch it does not wait for the
   * disk: for simulations, whose data are thrown away.
   */
  | { readonly kind: 'bundled'; readonly isScratch?: true }
  | { readonly kind: 'server'; readonly url: string }
  /** Gone when the process ends. */
  | { readonly kind: 'memory' }

export interface Config {
  readonly command: 'up' | 'eim-serve'
  readonly dataDir: string
  readonly database: Database
  /** Operator API and console; absent for `eim-serve`. */
  readonly listen?: Address
  readonly esipaListen: Address
  readonly tls?: { readonly cert: string; readonly key: string }
  readonly eimId?: string
  readonly eimFqdn?: string
  /** Files with CI certificates that cards and SM-DP+ must lead to. */
  readonly trustCi: readonly string[]
  /** Files with revocation lists of these CIs. */
  readonly crls: readonly string[]
  /** Files with certificates that an SM-DP+'s TLS must lead to. */
  readonly trustTls: readonly string[]
  /** SM-DP+ address → URL. */
  readonly smdps: ReadonlyMap<string, string>
  readonly consoleFolder?: string
  /** Where operators are asked to help a stranded device. */
  readonly hook?: HookTarget
  /** The database was replaced by a backup since the server last ran. */
  readonly isRestored?: true
  readonly sandbox?: { readonly startAt: number | undefined }
  readonly logLevel: 'info' | 'warn' | 'error'
}

/** A command line that cannot be followed; the message says what to do. */
export class ConfigError extends Error {}

const options = {
  'data-dir': { type: 'string' },
  database: { type: 'string' },
  store: { type: 'string' },
  listen: { type: 'string' },
  'esipa-listen': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'eim-id': { type: 'string' },
  'eim-fqdn': { type: 'string' },
  'trust-ci': { type: 'string', multiple: true },
  'trust-tls': { type: 'string', multiple: true },
  crl: { type: 'string', multiple: true },
  smdp: { type: 'string', multiple: true },
  console: { type: 'string' },
  hook: { type: 'string' },
  'hook-secret': { type: 'string' },
  restored: { type: 'boolean' },
  sandbox: { type: 'boolean' },
  'start-at': { type: 'string' },
  log: { type: 'string' },
} as const

const commands = ['up', 'eim-serve'] as const

/** Reads the arguments after the program's name. @throws ConfigError */
export function readConfig(argv: readonly string[]): Config {
  const [command, ...rest] = argv
  const known = commands.find((one) => one === command)
  if (!known) throw new ConfigError(`${command ?? 'no command'}: use ${commands.join(' or ')}`)
  const values = parse(rest)
  const isEimOnly = known === 'eim-serve'
  const tls = tlsOf(values)
  const esipa = isEimOnly ? (values.listen ?? values['esipa-listen']) : values['esipa-listen']
  return {
    command: known,
    dataDir: values['data-dir'] ?? '.holdfast',
    database: databaseOf(values, isEimOnly),
    ...(isEimOnly ? {} : { listen: addressOf('--listen', values.listen ?? '127.0.0.1:8080') }),
    esipaListen: addressOf('--esipa-listen', esipa ?? '0.0.0.0:8443'),
    ...(tls ? { tls } : {}),
    ...optional('eimId', values['eim-id']),
    ...optional('eimFqdn', values['eim-fqdn']),
    trustCi: values['trust-ci'] ?? [],
    trustTls: values['trust-tls'] ?? [],
    crls: values.crl ?? [],
    smdps: smdpsOf(values.smdp ?? []),
    ...optional('consoleFolder', values.console),
    ...hookOf(values),
    ...(values.restored ? { isRestored: true as const } : {}),
    ...(values.sandbox ? { sandbox: { startAt: startOf(values['start-at']) } } : {}),
    logLevel: levelOf(values.log ?? 'info'),
  }
}

type Values = ReturnType<typeof parse>

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (cause) {
    throw new ConfigError(`${(cause as Error).message}. See holdfast up --help`, { cause })
  }
}

const optional = <K extends string>(key: K, value: string | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [N in K]?: string }

/** `host:port`, `[::1]:port` or `:port`. */
export function addressOf(option: string, text: string): Address {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (!match || port > 65_535) {
    throw new ConfigError(`${option} ${text}: give host:port, for example 127.0.0.1:8443`)
  }
  return { host: match[1] ?? (match[2] || '0.0.0.0'), port }
}

function tlsOf(values: Values): Config['tls'] {
  const cert = values['tls-cert']
  const key = values['tls-key']
  if (cert === undefined && key === undefined) return undefined
  if (cert !== undefined && key !== undefined) return { cert, key }
  throw new ConfigError('--tls-cert and --tls-key go together: give both, or neither')
}

function databaseOf({ database, store }: Values, isEimOnly: boolean): Database {
  if (store !== undefined && store !== 'memory' && store !== 'postgres') {
    throw new ConfigError(`--store ${store}: use memory or postgres`)
  }
  if (store === 'memory' || database === 'memory') return { kind: 'memory' }
  if (database === undefined || database === 'bundled') {
    return isEimOnly && store === undefined && database === undefined
      ? { kind: 'memory' }
      : { kind: 'bundled' }
  }
  if (database === 'scratch') return { kind: 'bundled', isScratch: true }
  if (/^postgres(ql)?:\/\//.test(database)) return { kind: 'server', url: database }
  throw new ConfigError(
    `--database ${database}: give postgres://user:password@host/name, bundled, scratch, or memory`,
  )
}

function hookOf({ hook, 'hook-secret': secret }: Values): Pick<Config, 'hook'> {
  if (hook === undefined) {
    if (secret === undefined) return {}
    throw new ConfigError('--hook-secret signs the calls of --hook: give that too')
  }
  if (!URL.canParse(hook) || !/^https?:$/.test(new URL(hook).protocol)) {
    throw new ConfigError(`--hook ${hook}: give an address, for example https://ops.example/hook`)
  }
  if (secret === undefined) return { hook: { url: hook } }
  const key = parseHookSecret(secret)
  if (key) return { hook: { url: hook, key } }
  throw new ConfigError('--hook-secret: give whsec_ and 24 to 64 octets in base64')
}

function smdpsOf(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)] as const
      throw new ConfigError(
        `--smdp ${pair}: give address=URL, for example smdp.example.com=https://127.0.0.1:9443`,
      )
    }),
  )
}

function startOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return Number(text)
  throw new ConfigError(`--start-at ${text}: give milliseconds since 1970`)
}

function levelOf(text: string): Config['logLevel'] {
  if (text === 'info' || text === 'warn' || text === 'error') return text
  throw new ConfigError(`--log ${text}: use info, warn or error`)
}
