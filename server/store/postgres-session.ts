// One connection that sends several statements at once and reads their answers in order
// (pipelining): a transaction takes as many waits as it has decisions, not as it has statements.

import { Socket } from 'node:net'
import pg from 'pg'
import { clientConfig, type PostgresAddress } from './postgres-connection.ts'
import { StoreError } from './store-error.ts'

export interface Statement {
  /** Given: planned once per connection and kept under this name. */
  readonly name?: string
  readonly text: string
  readonly values?: readonly Buffer[]
}

interface Connection {
  readonly client: pg.Client
  readonly socket: Socket
}

export type Row = Readonly<Record<string, unknown>>

export class Session {
  readonly #address: PostgresAddress
  #connection: Connection | undefined
  #isClosed = false

  constructor(address: PostgresAddress) {
    this.#address = address
  }

  /**
   * Sends the statements together; the rows of each. When one fails, a transaction begun on this
   * connection is rolled back and the first error is thrown.
   */
  async flight(sent: readonly Statement[]): Promise<readonly (readonly Row[])[]> {
    const { client, socket } = await this.#connected()
    socket.cork() // one write for all, so that the server wakes once
    const asked = sent.map(({ name, text, values }) =>
      client.query<Row>({ ...(name ? { name } : {}), text, values: [...(values ?? [])] }),
    )
    socket.uncork()
    const answers = await Promise.allSettled(asked)
    const failed = answers.find((answer) => answer.status === 'rejected')
    if (failed) {
      await this.#rollBack(client)
      throw failed.reason
    }
    return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.rows : []))
  }

  async #connected(): Promise<Connection> {
    if (this.#isClosed) throw new StoreError('closed', 'The store was closed.')
    if (this.#connection) return this.#connection
    const socket = new Socket()
    const config = { ...clientConfig(this.#address), stream: () => socket, pipeline: true }
    const client = new pg.Client(config)
    const forget = () => {
      if (this.#connection?.client === client) this.#connection = undefined
    }
    client.on('error', forget)
    client.on('end', forget)
    await client.connect()
    // What was acknowledged must survive, whatever the server's default is.
    await client.query(
      `SELECT set_config('synchronous_commit', 'on', false)
       WHERE current_setting('synchronous_commit') = 'off'`,
    )
    this.#connection = { client, socket }
    return this.#connection
  }

  async #rollBack(client: pg.Client): Promise<void> {
    try {
      await client.query('ROLLBACK')
    } catch {
      this.#connection = undefined // the connection is gone, and with it the transaction
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const connection = this.#connection
    this.#connection = undefined
    await connection?.client.end()
  }
}
