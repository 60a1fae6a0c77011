// `holdfast events`: what is committed, as it is committed.

import { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { parseEidOperand } from '../operand.ts'
import { formatInstant } from '../time-words.ts'

interface EventsOptions {
  readonly eid?: string
  readonly after?: string
  readonly follow?: boolean
  readonly limit: string
}

export function eventsCommand(cli: Cli): Command {
  return new Command('events')
    .description('events of the log; one JSON text per line with --json')
    .option('--eid <eid>', 'only of one device')
    .option('--after <position>', 'only past this position')
    .option('--limit <n>', 'at most so many', '100')
    .option('--follow', 'go on with events as they come, until Ctrl-C')
    .action(
      act<EventsOptions>(cli, (call) => (call.options.follow ? followEvents(call) : listed(call))),
    )
}

function queryOf({ eid, after }: EventsOptions) {
  return {
    ...(eid === undefined ? {} : { eid: parseEidOperand(eid) }),
    ...(after === undefined ? {} : { after: Number(after) }),
  }
}

async function listed(call: Call<EventsOptions>): Promise<ExitCode> {
  const query = { ...queryOf(call.options), limit: Number(call.options.limit) }
  const { items } = await call.client().listEvents({ query })
  for (const event of items) show(call, event)
  return exitCodes.done
}

async function followEvents(call: Call<EventsOptions>): Promise<ExitCode> {
  const stream = await call.client().eventStream({ query: queryOf(call.options) })
  for await (const { data } of stream) {
    if (data.kind === 'event') show(call, data.event)
  }
  return exitCodes.done
}

interface Shown {
  readonly at: number
  readonly position: number
  readonly eid: string
  readonly actor: string
  readonly fact: { readonly kind: string }
}

function show({ options, terminal }: Call<EventsOptions>, event: Shown): void {
  const { at, position, eid, actor, fact } = event
  const line = `${formatInstant(at)}  ${position}  ${eid}  ${fact.kind}  ${actor}`
  terminal.out(`${options.json ? JSON.stringify(event) : line}\n`)
}
