// One call of one command: its arguments and options, and how it reaches the server and reports.
// `act` binds a command's body to commander; the body returns the exit code.

import { apiClient, type Client } from '@holdfast/api/client.ts'
import { Command } from 'commander'
import { connectionOf } from './connection.ts'
import type { ExitCode } from './exit-code.ts'
import type { GlobalOptions } from './global-options.ts'
import type { Terminal } from './terminal.ts'

export interface Cli {
  readonly terminal: Terminal
  /** As typed, without node and script. */
  readonly argv: readonly string[]
  readonly finish: (code: ExitCode) => void
}

export interface Call<Options> {
  readonly terminal: Terminal
  /** Operands in order. */
  readonly args: readonly string[]
  readonly options: Options & GlobalOptions
  /** The client of the server that options, environment or configuration name. */
  readonly client: () => Client
  /** The result: one line of JSON with --json, else the text. */
  readonly report: (value: unknown, text: string | (() => string)) => void
  /** A remark that is not part of the result; on standard error. */
  readonly remark: (text: string) => void
}

export type Body<Options> = (call: Call<Options>) => Promise<ExitCode>

/** Commander's action for a body. */
export function act<Options>(cli: Cli, body: Body<Options>) {
  return async (...given: readonly unknown[]): Promise<void> => {
    const command = given.at(-1)
    // Commander hands the command itself as the last argument of an action.
    if (!(command instanceof Command)) throw new Error('an action is called with its command')
    cli.finish(await body(callOf<Options>(cli, command)))
  }
}

function callOf<Options>(cli: Cli, command: Command): Call<Options> {
  const { terminal } = cli
  // The options' type is what the command declared beside its body.
  const options = command.optsWithGlobals() as Options & GlobalOptions
  return {
    terminal,
    args: command.args,
    options,
    client: () => {
      const connection = connectionOf(options, terminal)
      if (connection.caPem !== undefined) terminal.trustCertificates(connection.caPem)
      return apiClient({ send: terminal.send, ...connection })
    },
    report: (value, text) => {
      if (options.json) terminal.out(`${JSON.stringify(value)}\n`)
      else terminal.out(`${(typeof text === 'string' ? text : text()).trimEnd()}\n`)
    },
    remark: (text) => terminal.err(`${text}\n`),
  }
}
