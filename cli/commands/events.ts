// `holdfast events`: what is committed, as it is committed.

import type { ClientRequest } from '@holdfast/api/client.ts'
import type { ReplyOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { parseEidOperand } from '../operand.ts'
import { formatInstant } from '../time-words.ts'

type Query = ClientRequest<RouteNamed<'listEvents'>>

interface EventsOptions {
  readonly eid?: string
  readonly campaign?: string
  readonly about?: string
  readonly kind?: string
  readonly after?: string
  readonly follow?: boolean
  readonly limit: string
}

export function eventsCommand(cli: Cli): Command {
  return new Command('events')
    .description('events of the log; one JSON text per line with --json')
    .option('--eid <eid>', 'only of one device')
    .option('--campaign <id>', 'only of one campaign')
    .option('--about <what>', 'only of device, campaign, incident, country-rules, limits or stock')
    .option('--kind <kind>', 'only facts of this kind, e.g. wave-opened')
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
  const { campaign, kind, limit } = call.options
  // The server knows what events are about and refuses another with the list.
  const about = call.options.about as NonNullable<Query['query']>['about']
  const query = {
    ...queryOf(call.options),
    limit: Number(limit),
    ...(campaign === undefined ? {} : { campaign }),
    ...(about === undefined ? {} : { about }),
    ...(kind === undefined ? {} : { kind }),
  }
  const { items, next } = await call.client().listEvents({ query })
  for (const event of items) show(call, event)
  if (next !== undefined) call.remark(`more: --after ${next}`)
  return exitCodes.done
}

async function followEvents(call: Call<EventsOptions>): Promise<ExitCode> {
  const stream = await call.client().eventStream({ query: queryOf(call.options) })
  for await (const { data } of stream) {
    if (data.kind === 'event') show(call, data.event)
    if (data.kind === 'subject') showSubject(call, data)
  }
  return exitCodes.done
}

type Listed = ReplyOf<RouteNamed<'listEvents'>>['items'][number]

function show({ options, terminal }: Call<EventsOptions>, event: Listed): void {
  const { at, position, actor, fact } = event
  const who = 'eid' in event ? event.eid : `${event.subject.kind} ${event.subject.id}`
  const what = 'eid' in event ? fact.kind : event.words
  const line = `${formatInstant(at)}  ${position}  ${who}  ${what}  ${actor}`
  terminal.out(`${options.json ? JSON.stringify(event) : line}\n`)
}

interface LiveSubject {
  readonly at: number
  readonly actor: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly what: string
}

function showSubject({ options, terminal }: Call<EventsOptions>, live: LiveSubject): void {
  const { at, actor, subject, what } = live
  const line = `${formatInstant(at)}  ${subject.kind} ${subject.id}  ${what}  ${actor}`
  terminal.out(`${options.json ? JSON.stringify(live) : line}\n`)
}
