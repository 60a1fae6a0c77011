// A whole server on the desk, for tests: as `up` opens it, with the memory store and a steered
// clock, and the typed client of the operator API.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apiClient, type Client } from '@holdfast/api/client.ts'
import type { Config } from '../config.ts'
import type { DoorwayAnswer } from '../doorway/doorway.ts'
import { eidOctets } from '../doorway/watched-store.ts'
import type { NamedRecord } from '../store/contract.ts'
import { type RunningServer, startServer } from '../up.ts'
import { testStart } from './site.ts'

export interface Running extends AsyncDisposable {
  readonly server: RunningServer
  /** With the admin token. */
  readonly client: Client
  clientWith(token: string | undefined): Client
  readonly url: string
  readonly folder: string
  /** Puts a record into its store. */
  put(record: NamedRecord): Promise<void>
  /** What its doorway knows of a card. */
  look(eid: string): DoorwayAnswer
}

export const loopback = { host: '127.0.0.1', port: 0 } as const

/** Opens a server; `await using` closes it again. */
export async function openRunning(wish: Partial<Config> = {}, folder?: string): Promise<Running> {
  const dataDir = folder ?? (await mkdtemp(join(tmpdir(), 'holdfast-running-')))
  const config: Config = {
    command: 'up',
    dataDir,
    database: { kind: 'memory' },
    listen: loopback,
    esipaListen: loopback,
    trustCi: [],
    trustTls: [],
    crls: [],
    smdps: new Map(),
    sandbox: { startAt: testStart },
    logLevel: 'error',
    ...wish,
  } as Config
  const server = await startServer(config, (cause) => {
    throw cause
  })
  const url = server.apiUrl ?? ''
  const clientWith = (token: string | undefined) =>
    apiClient({ send: fetch, url, ...(token === undefined ? {} : { token }) })
  return {
    ...{ server, url, clientWith, folder: dataDir },
    client: clientWith(server.admin?.secret),
    put: (record) => server.desk.world.store.putRecord(record),
    look: (eid) => server.desk.doorway.look(eidOctets(eid)),
    async [Symbol.asyncDispose]() {
      await server.stop()
      if (folder === undefined) await rm(dataDir, { recursive: true })
    },
  }
}
