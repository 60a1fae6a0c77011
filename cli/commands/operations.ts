// `holdfast operations|operation|cancel|wait`: what was started, how far it is.

import type { ReplyOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { exitCodes } from '../exit-code.ts'
import { parseCount, parseEidOperand, repeated } from '../operand.ts'
import { formatCounts, formatOutcome } from '../outcome-words.ts'
import { formatPairs, formatTable } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { formatInstant, formatSpan, parseSpan } from '../time-words.ts'
import { waitForBatch } from '../wait-for-batch.ts'

type Operation = ReplyOf<RouteNamed<'operation'>>
type Query = NonNullable<Parameters<ReturnType<Call<unknown>['client']>['listOperations']>[0]>

interface OperationsOptions {
  readonly outcome?: readonly string[]
  readonly open?: boolean
  readonly batch?: string
  readonly eid?: string
  readonly limit: string
  readonly counts?: boolean
}

export function operationsCommand(cli: Cli): Command {
  return new Command('operations')
    .description('list operations, newest first')
    .option('--outcome <name>', 'only with this outcome; repeatable', repeated)
    .option('--open', 'only those that are not over')
    .option('--batch <id>', 'only those of one start')
    .option('--eid <eid>', 'only of one device')
    .option('--limit <n>', 'at most so many', '50')
    .option('--counts', 'counts by outcome instead')
    .action(act<OperationsOptions>(cli, showOperations))
}

async function showOperations(call: Call<OperationsOptions>) {
  const { options, terminal } = call
  const query = whichOf(options)
  if (options.counts) {
    const reply = await call.client().countOperations({ query })
    const text = () => `${reply.total} operations: ${formatCounts(terminal, reply.outcomes)}`
    call.report(reply, text)
    return exitCodes.done
  }
  const limit = parseCount('limit', options.limit)
  const page = await call.client().listOperations({ query: { ...query, limit } })
  call.report(page, () => formatOperationRows(terminal, page.items))
  if (page.cursor !== undefined) call.remark(`the newest ${page.items.length}; --limit shows more`)
  return exitCodes.done
}

function whichOf({ outcome, open, batch, eid }: OperationsOptions) {
  // The server knows the outcomes' names and refuses another with the list of them.
  const outcomes = outcome as NonNullable<Query['query']>['outcome']
  return {
    ...(outcomes === undefined ? {} : { outcome: outcomes }),
    ...(open === undefined ? {} : { open }),
    ...(batch === undefined ? {} : { batchId: batch }),
    ...(eid === undefined ? {} : { eid: parseEidOperand(eid) }),
  }
}

export function operationCommand(cli: Cli): Command {
  return new Command('operation')
    .description('one operation with its plan')
    .argument('<id>')
    .action(
      act(cli, async (call) => {
        const id = call.args[0] ?? ''
        const operation = await call.client().operation({ params: { id } })
        call.report(operation, () => formatOperation(call.terminal, operation))
        return exitCodes.done
      }),
    )
}

export function cancelCommand(cli: Cli): Command {
  return new Command('cancel')
    .description('cancel an operation; a request only, once its package has left')
    .argument('<id>')
    .action(
      act(cli, async (call) => {
        const id = call.args[0] ?? ''
        const reply = await call.client().cancelOperation({ params: { id } })
        const asked = 'asked to cancel; the card may have the package already'
        call.report(reply, reply.result === 'cancelled' ? 'cancelled' : asked)
        return exitCodes.done
      }),
    )
}

export function waitCommand(cli: Cli): Command {
  return new Command('wait')
    .description('wait until all operations of a batch are over')
    .argument('<batch>')
    .option('--timeout <span>', 'at most so long', '24h')
    .action(
      act<{ timeout: string }>(cli, (call) => {
        return waitForBatch(call, call.args[0] ?? '', parseSpan(call.options.timeout))
      }),
    )
}

export function formatOperationRows(terminal: Terminal, items: readonly Operation[]): string {
  const rows = items.map((one) => [
    one.operationId,
    one.eid,
    one.wish.kind,
    formatOutcome(terminal, one.outcome),
    `${Math.min(one.stepIndex + 1, one.plan.steps.length)} of ${one.plan.steps.length}`,
    formatInstant(one.createdAt),
    one.reason?.code ?? '-',
  ])
  const heads = ['OPERATION', 'EID', 'WISH', 'OUTCOME', 'STEP', 'CREATED', 'REASON']
  return formatTable(heads, rows, 'no operation')
}

function formatOperation(terminal: Terminal, operation: Operation): string {
  const { plan, stepIndex, endedAt, reason } = operation
  const facts = formatPairs([
    ['operation', operation.operationId],
    ['device', operation.eid],
    ['wish', operation.wish.kind],
    ['outcome', formatOutcome(terminal, operation.outcome)],
    ['reason', reason && `${reason.why} (${reason.code})`],
    ['created', `${formatInstant(operation.createdAt)} by ${operation.createdBy}`],
    ['expires', endedAt === undefined ? formatInstant(operation.deadlineAt) : undefined],
    ['ended', endedAt === undefined ? undefined : formatInstant(endedAt)],
    ['to', operation.targetIccid],
    ['from', operation.formerIccid],
  ])
  return `${facts}\n\n${formatSteps(plan.steps, stepIndex)}`
}

/** A plan as lines; steps before the current one are ticked, the current one is marked. */
export function formatSteps(
  steps: Operation['plan']['steps'],
  current: number | undefined,
): string {
  const lines = steps.flatMap((step, index) => {
    const mark = index === current ? '>' : current !== undefined && index < current ? '✓' : ' '
    return [
      `${mark} ${String(index + 1).padStart(2)}  ${step.words} (within ${formatSpan(step.deadlineMs)})`,
      `      proof     ${step.proof}`,
      `      way back  ${step.wayBack.why}`,
    ]
  })
  return lines.length === 0 ? 'no steps' : lines.join('\n')
}
