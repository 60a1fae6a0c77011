// Which server to talk to, as whom: options first, then HOLDFAST_URL, HOLDFAST_TOKEN, HOLDFAST_CA,
// then the configuration file that `holdfast login` writes.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { Refused } from './exit-code.ts'
import type { GlobalOptions } from './global-options.ts'
import type { Terminal } from './terminal.ts'

export const defaultUrl = 'http://127.0.0.1:8080'

export interface Connection {
  readonly url: string
  readonly token?: string
  /** Certificates to trust beside the system's. */
  readonly caPem?: string
}

interface Stored {
  readonly url?: string
  readonly token?: string
  readonly ca?: string
}

/** The connection for these options; refuses a URL or file that cannot be read. */
export function connectionOf(options: GlobalOptions, terminal: Terminal): Connection {
  const { env } = terminal
  const stored = readStored(env)
  const url = options.url ?? env.HOLDFAST_URL ?? stored.url ?? defaultUrl
  const token = options.token ?? env.HOLDFAST_TOKEN ?? stored.token
  const ca = options.ca ?? env.HOLDFAST_CA ?? stored.ca
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Refused('bad-url', `not a server's address: ${url}`, `give one like ${defaultUrl}`)
  }
  return {
    url,
    ...(token === undefined ? {} : { token }),
    ...(ca === undefined ? {} : { caPem: readCertificates(ca) }),
  }
}

/** Keeps a connection for the next commands, readable by the user only. Gives the file's path. */
export function storeConnection(stored: Stored, env: Terminal['env']): string {
  const path = configPath(env)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 })
  return path
}

function configPath(env: Terminal['env']): string {
  const folder = env.XDG_CONFIG_HOME ?? join(env.HOME ?? homedir(), '.config')
  return env.HOLDFAST_CONFIG ?? join(folder, 'holdfast', 'config.json')
}

function readStored(env: Terminal['env']): Stored {
  const path = configPath(env)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if (isMissing(cause)) return {}
    throw new Error(`cannot read ${path}`, { cause })
  }
  try {
    const read: unknown = JSON.parse(text)
    return stringsOf(read)
  } catch {
    throw new Refused('bad-configuration', `${path} is not JSON`, 'repair it, or delete it')
  }
}

function stringsOf(read: unknown): Stored {
  const entries = Object.entries(typeof read === 'object' && read !== null ? read : {})
  return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'))
}

function readCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (!isMissing(cause)) throw cause
    throw new Refused('no-such-file', `there is no certificate file ${path}`)
  }
}

/** Whether a file system error says that there is no such file. */
export function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}
