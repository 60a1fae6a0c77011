// From a wish to operations: dry run, confirmation that repeats the number of devices, start.

import type { ReplyOf, ShapeOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import type { TargetShape, WishRequestShape } from '@holdfast/api/shapes/wish-request.ts'
import type { Call } from './call.ts'
import { formatSteps } from './commands/operations.ts'
import { type ExitCode, exitCodes, Refused } from './exit-code.ts'
import { parseEidOperand } from './operand.ts'
import { formatPreflight } from './preflight-words.ts'
import { parseSpan } from './time-words.ts'
import { waitForBatch } from './wait-for-batch.ts'

export interface StartOptions {
  readonly filter?: string
  readonly reason: string
  readonly deadline?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly wait?: boolean
  readonly timeout: string
  readonly idempotencyKey?: string
  readonly require?: readonly string[]
}

type WishRequest = ShapeOf<typeof WishRequestShape>
export type Wish = WishRequest['wish']
type DryRun = ReplyOf<RouteNamed<'dryRun'>>

/** Starts a wish for the devices that the operands or --filter name; refuses without devices. */
export async function startWish(call: Call<StartOptions>, wish: Wish): Promise<ExitCode> {
  const { options } = call
  const request = await requestOf(call, wish)
  const dryRun = await call.client().dryRun({ body: request })
  const { problem } = dryRun
  if (options.dryRun) {
    call.report(dryRun, () => formatDryRun(dryRun))
    return dryRun.allowed > 0 && !problem ? exitCodes.done : exitCodes.refused
  }
  if (!options.json) call.remark(formatDryRun(dryRun))
  if (dryRun.allowed === 0) {
    const first = dryRun.refusals[0]
    if (first === undefined) throw new Refused('no-device', 'no device matches')
    throw new Refused(first.code, `every device refuses this: ${first.why}`, first.remedy)
  }
  if (problem) throw new Refused(problem.code, problem.why, problem.remedy)
  await confirm(call, dryRun)
  return start(call, { ...request, expectedDevices: dryRun.devices })
}

async function requestOf(call: Call<StartOptions>, wish: Wish): Promise<WishRequest> {
  const { options, args } = call
  // The server knows the checks and refuses another with the list of them.
  const required = options.require as WishRequest['required']
  const request = {
    ...{ wish, target: targetOf(args, options), reason: options.reason },
    ...(required === undefined ? {} : { required }),
  }
  if (options.deadline === undefined) return request
  // The server's clock decides, not this machine's: in a sandbox they are years apart.
  const { now } = await call.client().health()
  return { ...request, deadlineAt: now + parseSpan(options.deadline) }
}

function targetOf(eids: readonly string[], { filter }: StartOptions): ShapeOf<typeof TargetShape> {
  if (eids.length > 0 && filter !== undefined) {
    throw new Refused('bad-target', 'EIDs and --filter are both given', 'give one of them')
  }
  if (filter !== undefined) return { filter }
  if (eids.length > 0) return { eids: eids.map(parseEidOperand) }
  const remedy = 'give an EID, or --filter; --filter "" is every device'
  throw new Refused('bad-target', 'for which devices?', remedy)
}

async function confirm(call: Call<StartOptions>, { allowed }: DryRun): Promise<void> {
  const { options, terminal } = call
  if (options.yes) return
  if (!terminal.isInteractive || options.json) {
    throw new Refused('not-confirmed', `${devices(allowed)} would be changed`, 'say --yes')
  }
  const typed = await terminal.ask(`Start for ${devices(allowed)}? Type ${allowed} to go on: `)
  if (typed.trim() !== String(allowed)) throw new Refused('not-confirmed', 'nothing was started')
}

async function start(call: Call<StartOptions>, body: WishRequest): Promise<ExitCode> {
  const { options, terminal } = call
  const key = options.idempotencyKey ?? terminal.randomId()
  const headers = { 'idempotency-key': key }
  const started = await call.client().startOperations({ headers, body })
  const { batchId, accepted, refused } = started
  const text = `batch ${batchId}: ${devices(accepted)} started, ${refused} refused`
  if (!options.wait) {
    call.report(started, `${text}\nfollow it with: holdfast wait ${batchId}`)
    return accepted > 0 ? exitCodes.done : exitCodes.refused
  }
  call.remark(text)
  return waitForBatch(call, batchId, parseSpan(options.timeout))
}

const devices = (count: number): string => (count === 1 ? '1 device' : `${count} devices`)

function formatDryRun(dryRun: DryRun): string {
  const { allowed, refused, plans, whySafe, steps, cost, refusals } = dryRun
  const lines = [`${devices(dryRun.devices)}: ${allowed} would be changed, ${refused} refuse`]
  for (const { code, why, remedy, sampleEids, devices: count } of refusals) {
    lines.push('', `${devices(count)}, for example ${sampleEids[0] ?? '-'}: ${code}`, `  ${why}`)
    if (remedy !== undefined) lines.push(`  ${remedy}`)
  }
  const checked = formatPreflight(dryRun.preflight)
  if (checked.length > 0) lines.push('', 'What was checked', ...checked)
  if (dryRun.problem) lines.push('', `cannot start: ${dryRun.problem.why} (${dryRun.problem.code})`)
  if (dryRun.problem?.remedy) lines.push(`  ${dryRun.problem.remedy}`)
  if (allowed === 0) return lines.join('\n')
  const which = plans === 1 ? 'Steps' : `Steps of the most frequent of ${plans} plans`
  lines.push('', which, formatSteps(steps, undefined), '', 'Why it is safe')
  lines.push(...whySafe.map((why) => `  ${why}`))
  const stock = cost.profilesFromStock === 0 ? '' : `, ${cost.profilesFromStock} from stock`
  const perDevice = Math.round(cost.bytes / Math.max(1, allowed))
  lines.push('', `Cost: ${cost.messages} messages, ${cost.bytes} bytes (${perDevice} each)${stock}`)
  return lines.join('\n')
}
