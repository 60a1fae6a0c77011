// A connection that sends several statements at once and reads their answers in order
// (pipelining): a transaction takes as many waits as it has decisions, not as it has statements.

import { Socket } from 'node:net'
import pg from 'pg'
import { StoreError } from './store-error.ts'

export interface Statement {
  /** Given: planned once per connection and kept under this name. */
  readonly name?: string
  readonly text: string
  readonly values?: readonly Buffer[]
}

export type Row = Readonly<Record<string, unknown>>

/**
 * One connection. A transaction keeps to the one it was begun on: a later flight on another would
 * be committed statement by statement, without what the transaction had locked and written.
 */
export class Connection {
  readonly #client: pg.Client
  readonly #socket: Socket

  constructor(client: pg.Client, socket: Socket) {
    this.#client = client
    this.#socket = socket
  }

  /**
   * Sends the statements together; the rows of each. When one fails, a transaction begun on this
   * connection is rolled back and the first error is thrown.
   */
  async flight(sent: readonly Statement[]): Promise<readonly (readonly Row[])[]> {
    this.#socket.cork() // one write for all, so that the server wakes once
    const asked = sent.map(({ name, text, values }) =>
      this.#client.query<Row>({ ...(name ? { name } : {}), text, values: [...(values ?? [])] }),
    )
    this.#socket.uncork()
    const answers = await Promise.allSettled(asked)
    const failed = answers.find((answer) => answer.status === 'rejected')
    if (failed) {
      await this.#rollBack()
      throw failed.reason
    }
    return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.rows : []))
  }

  async #rollBack(): Promise<void> {
    try {
      await this.#client.query('ROLLBACK')
    } catch {
      this.#socket.destroy() // whatever the connection still is, the transaction ends with it
    }
  }
}

/**
 * What was acknowledged must survive, whatever the server's default is. And nothing is written
 * outside of a transaction that says it writes (`begin`): were it not begun after all, the
 * statements sent with it would be committed one by one.
 */
const settings = `
SET default_transaction_read_only = on;
SELECT set_config('synchronous_commit', 'on', false)
WHERE current_setting('synchronous_commit') = 'off'`

/** Begins a transaction that writes. */
export const begin: Statement = { text: 'BEGIN READ WRITE' }

interface Present {
  readonly connection: Connection
  readonly client: pg.Client
  readonly socket: Socket
}

/** How long a server may take to end its side when the store is closed. */
const goodbyeMs = 1_000

/** Gives the same connection as long as it lasts, and then a new one. */
export class Session {
  readonly #config: pg.ClientConfig
  #present: Present | undefined
  #isClosed = false

  constructor(config: pg.ClientConfig) {
    this.#config = config
  }

  /** @throws StoreError `closed`; the database's error when it cannot be reached */
  async connection(): Promise<Connection> {
    if (this.#isClosed) throw new StoreError('closed', 'The store was closed.')
    if (this.#present) return this.#present.connection
    const socket = new Socket()
    const config = { ...this.#config, stream: () => socket, pipeline: true }
    const client = new pg.Client(config)
    const forget = () => {
      if (this.#present?.client === client) this.#present = undefined
    }
    client.on('error', forget)
    client.on('end', forget)
    socket.on('close', forget)
    await client.connect()
    try {
      await client.query(settings)
    } catch (cause) {
      socket.destroy()
      throw cause
    }
    this.#present = { connection: new Connection(client, socket), client, socket }
    return this.#present.connection
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const present = this.#present
    this.#present = undefined
    if (!present) return
    const giveUp = setTimeout(() => present.socket.destroy(), goodbyeMs)
    await present.client.end()
    clearTimeout(giveUp)
  }
}
