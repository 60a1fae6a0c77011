// `holdfast health|whoami|stats|login`: the server and the caller.

import { Command } from 'commander'
import { act, type Cli } from '../call.ts'
import { connectionOf, storeConnection } from '../connection.ts'
import { exitCodes } from '../exit-code.ts'
import { formatCounts } from '../outcome-words.ts'
import { formatPairs, formatTable } from '../table.ts'
import { formatInstant, formatSpan } from '../time-words.ts'

export function healthCommand(cli: Cli): Command {
  return new Command('health').description('whether the server can work').action(
    act(cli, async (call) => {
      const health = await call.client().health()
      call.report(health, () => {
        const rows = Object.entries(health.checks).map(([part, { ok, why }]) => [
          `  ${part}`,
          ok ? 'ok' : 'not ok',
          why,
        ])
        const head = `${health.status}, version ${health.version}, ${formatInstant(health.now)}`
        return rows.length === 0
          ? head
          : `${head}\n${formatTable(['  PART', 'STATE', 'WHY'], rows)}`
      })
      return health.status === 'ok' ? exitCodes.done : exitCodes.failed
    }),
  )
}

export function whoamiCommand(cli: Cli): Command {
  return new Command('whoami')
    .description('who the token says you are, and what you may do')
    .action(
      act(cli, async (call) => {
        const session = await call.client().session()
        call.report(session, () =>
          formatPairs([
            ['actor', session.actor],
            ['name', session.name],
            ['tenant', session.tenant],
            ['scopes', session.scopes.join(' ')],
            ['sandbox', session.sandbox ? 'yes: simulated devices, virtual clock' : 'no'],
            ['clock', formatInstant(session.now)],
          ]),
        )
        return exitCodes.done
      }),
    )
}

export function statsCommand(cli: Cli): Command {
  return new Command('stats').description('devices, operations, polls, queues').action(
    act(cli, async (call) => {
      const stats = await call.client().stats()
      const queues = Object.entries(stats.queues).map(([name, depth]) => `${name} ${depth}`)
      call.report(stats, () =>
        formatPairs([
          ['devices', String(stats.devices)],
          ['open', formatCounts(call.terminal, stats.openOperations)],
          ['all operations', formatCounts(call.terminal, stats.operations)],
          ['polls', `${stats.pollsPerSecond.toFixed(1)}/s`],
          ['queues', queues.join(', ') || 'none'],
          ['events', String(stats.events)],
          ['up for', formatSpan(stats.uptimeMs)],
        ]),
      )
      return exitCodes.done
    }),
  )
}

export function loginCommand(cli: Cli): Command {
  return new Command('login')
    .description('keep --url, --token and --ca for the next commands')
    .action(
      act(cli, async (call) => {
        const { url, token, ca } = call.options
        const client = call.client()
        const session = await client.session()
        const kept = { url: connectionOf(call.options, call.terminal).url, token, ca }
        const path = storeConnection(kept, call.terminal.env)
        call.report({ path, actor: session.actor, url }, `${session.actor}; kept in ${path}`)
        return exitCodes.done
      }),
    )
}
