// `holdfast campaign …`: plan a change in waves, have it approved, run it, steer it, watch it.

import { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { campaignRequestOf, type PlanOptions } from '../campaign-plan.ts'
import {
  formatCampaign,
  formatCampaignDevices,
  formatCampaignRows,
  formatTally,
  formatWaves,
} from '../campaign-words.ts'
import { exitCodes, Refused } from '../exit-code.ts'
import { parseCount, parseEidOperand, repeated } from '../operand.ts'
import { formatPreflight } from '../preflight-words.ts'
import { progressLine } from '../progress.ts'
import { parseSpan } from '../time-words.ts'
import { forecastCommand, formatForecast } from './campaign-forecast.ts'
import { historyCommand } from './campaign-history.ts'
import { filterHelp } from './devices.ts'
import { formatExplanation } from './explain.ts'

const watchEveryMs = 1_000

export function campaignCommand(cli: Cli): Command {
  const campaign = new Command('campaign').description('changes of many devices, in waves')
  for (const command of [
    createCommand(cli),
    listCommand(cli),
    showCommand(cli),
    devicesCommand(cli),
    explainOne(cli),
    historyCommand(cli),
    forecastCommand(cli),
    approveCommand(cli),
    ...steerCommands(cli),
    rollBackCommand(cli),
    retryCommand(cli),
    excludeCommand(cli),
    watchCommand(cli),
  ]) {
    campaign.addCommand(command)
  }
  return campaign
}

const idOf = ({ args }: Call<unknown>): { id: string } => ({ id: args[0] ?? '' })

function createCommand(cli: Cli): Command {
  return new Command('create')
    .description('plan a campaign: devices, waves, thresholds; nothing begins yet')
    .option('--plan <file>', 'the whole plan as JSON (see the API); the options below then not')
    .option('--name <name>', 'how it is called')
    .option('--filter <filter>', 'devices by filter; "" is all')
    .option('--live', 'devices that match later join the last wave')
    .option('--from-stock <operator>', 'swap to a profile of this operator, one code per device')
    .option('--audit', 'only read the cards: a campaign that changes nothing and takes no stock')
    .option('--profile-type <type>', 'only codes of this type')
    .option('--wave <name:size>', 'canary:10, first:40%, rest; repeatable, in order', repeated)
    .option('--success <share>', 'a wave passes from this share of success', '0.95')
    .option('--failure <share>', 'it fails above this share of failure', '0.05')
    .option('--confidence <share>', 'how sure that must be', '0.95')
    .option('--window <days/hours>', '1-5/22:00-06:00, the device’s own time; repeatable', repeated)
    .option('--at-once <n>', 'devices in the air at once')
    .option('--per-smdp <n>', 'downloads a minute at one SM-DP+')
    .option('--per-operator <n>', 'changes a minute for one operator')
    .option('--device-deadline <span>', 'how long a device may take', '30d')
    .option('--approvals <n>', 'people who must approve the plan', '1')
    .option('--require <check>', 'this must be known: memory, line, apn …; repeatable', repeated)
    .option('--reason <text>', 'why, for the log', '')
    .option('--dry-run', 'only say what it would do')
    .option('--idempotency-key <key>', 'repeat with the same key without planning twice')
    .addHelpText('after', `\n${filterHelp}`)
    .action(
      act<PlanOptions & { dryRun?: boolean; idempotencyKey?: string }>(cli, async (call) => {
        const body = campaignRequestOf(call.options)
        if (call.options.dryRun) return dryRun(call, body)
        const key = call.options.idempotencyKey
        const headers = key === undefined ? {} : { headers: { 'idempotency-key': key } }
        const made = await call.client().createCampaign({ body, ...headers })
        call.report(made, () => formatCampaign(made))
        if (made.can.approve.allowed) {
          call.remark(`next: holdfast campaign approve ${made.campaignId} (somebody else)`)
        }
        return exitCodes.done
      }),
    )
}

async function dryRun(call: Call<unknown>, body: ReturnType<typeof campaignRequestOf>) {
  const reply = await call.client().dryRunCampaign({ body })
  const { preflight, waves, stock, problems, approvalsNeeded } = reply
  const checked = formatPreflight(preflight.preflight)
  const forecast = problems.length === 0 ? await call.client().forecastPlan({ body }) : undefined
  call.report(forecast ? { ...reply, forecast } : reply, () =>
    [
      `${preflight.devices} devices, ${preflight.allowed} allow it, ${preflight.refused} refuse`,
      ...preflight.refusals.map(({ devices, why, code }) => `  ${devices}: ${why} (${code})`),
      `waves: ${waves.map(({ name, devices }) => `${name} ${devices}`).join(', ')}`,
      `approvals needed: ${approvalsNeeded}`,
      ...(stock ? [`stock: ${stock.available} available, ${stock.needed} needed`] : []),
      ...problems.map(({ why, code }) => `cannot begin: ${why} (${code})`),
      ...(checked.length > 0 ? ['', ...checked] : []),
      ...(forecast ? ['', ...formatForecast(forecast)] : []),
    ].join('\n'),
  )
  return problems.length === 0 ? exitCodes.done : exitCodes.refused
}

function listCommand(cli: Cli): Command {
  return new Command('list')
    .description('campaigns, newest first')
    .option('--limit <n>', 'at most so many', '50')
    .action(
      act<{ limit: string }>(cli, async (call) => {
        const limit = parseCount('limit', call.options.limit)
        const page = await call.client().listCampaigns({ query: { limit } })
        call.report(page, () => formatCampaignRows(page.items))
        return exitCodes.done
      }),
    )
}

function showCommand(cli: Cli): Command {
  return new Command('show')
    .description('one campaign: its waves, its numbers, what it waits for')
    .argument('<id>')
    .action(
      act(cli, async (call) => {
        const campaign = await call.client().campaign({ params: idOf(call) })
        call.report(campaign, () => formatCampaign(campaign))
        return exitCodes.done
      }),
    )
}

interface DevicesOptions {
  readonly wave?: string
  readonly state?: string
  readonly code?: string
  readonly limit: string
}

function devicesCommand(cli: Cli): Command {
  return new Command('devices')
    .description('its devices')
    .argument('<id>')
    .option('--wave <n>', 'only of this wave, from 0')
    .option('--state <state>', 'waiting, admitted, succeeded, failed …')
    .option('--code <code>', 'only with this code')
    .option('--limit <n>', 'at most so many', '50')
    .action(act<DevicesOptions>(cli, showDevices))
}

async function showDevices(call: Call<DevicesOptions>) {
  const { wave, state, code, limit } = call.options
  // The server knows the states and refuses another with the list of them.
  const states = state === undefined ? {} : { state: state as 'waiting' }
  const query = {
    ...(wave === undefined ? {} : { wave: Number(wave) }),
    ...states,
    ...(code === undefined ? {} : { code }),
    limit: parseCount('limit', limit),
  }
  const page = await call.client().campaignDevices({ params: idOf(call), query })
  call.report(page, () => formatCampaignDevices(page.items))
  return exitCodes.done
}

function explainOne(cli: Cli): Command {
  return new Command('explain')
    .description('why it is where it is')
    .argument('<id>')
    .action(
      act(cli, async (call) => {
        const value = await call.client().explainCampaign({ params: idOf(call) })
        call.report(value, formatExplanation(value.explanation))
        return exitCodes.done
      }),
    )
}

function approveCommand(cli: Cli): Command {
  return new Command('approve')
    .description('approve the plan as it is shown; its author cannot')
    .argument('<id>')
    .option('--plan-hash <hash>', 'only if the plan still has this hash')
    .action(
      act<{ planHash?: string }>(cli, async (call) => {
        const params = idOf(call)
        const client = call.client()
        const planHash = call.options.planHash ?? (await client.campaign({ params })).planHash
        const campaign = await client.approveCampaign({ params, body: { planHash } })
        call.report(campaign, () => formatCampaign(campaign))
        return exitCodes.done
      }),
    )
}

function steerCommands(cli: Cli): readonly Command[] {
  const started = new Command('start')
    .description('begin, once approved: stock is set aside, the first wave opens')
    .argument('<id>')
    .action(
      act(cli, async (call) => {
        const campaign = await call.client().startCampaign({ params: idOf(call), body: {} })
        call.report(campaign, () => formatCampaign(campaign))
        return exitCodes.done
      }),
    )
  const ways = [
    ['pauseCampaign', 'pause', 'no new package leaves until it is resumed'],
    ['resumeCampaign', 'resume', 'go on after a pause'],
    ['abortCampaign', 'abort', 'end it: no new package leaves any more'],
  ] as const
  return [
    started,
    ...ways.map(([method, name, words]) =>
      new Command(name)
        .description(words)
        .argument('<id>')
        .option('--reason <text>', 'why, for the log', '')
        .action(
          act<{ reason: string }>(cli, async (call) => {
            const { reason } = call.options
            const campaign = await call.client()[method]({ params: idOf(call), body: { reason } })
            call.report(campaign, () => formatCampaign(campaign))
            return exitCodes.done
          }),
        ),
    ),
  ]
}

function rollBackCommand(cli: Cli): Command {
  return new Command('roll-back')
    .description('bring the devices of a wave back to their former profile')
    .argument('<id>')
    .requiredOption('--wave <n>', 'which, from 0')
    .requiredOption('--reason <text>', 'why, for the log')
    .action(
      act<{ wave: string; reason: string }>(cli, async (call) => {
        const { wave, reason } = call.options
        const body = { wave: Number(wave), reason }
        const reply = await call.client().rollBackWave({ params: idOf(call), body })
        call.report(reply, () => `${reply.devices} devices go back, as far as they safely can`)
        return exitCodes.done
      }),
    )
}

function retryCommand(cli: Cli): Command {
  return new Command('retry')
    .description('try failed devices once more, where that can help')
    .argument('<id>')
    .option('--code <code>', 'only those of this code; repeatable', repeated)
    .action(
      act<{ code?: readonly string[] }>(cli, async (call) => {
        const { code: codes } = call.options
        const body = codes === undefined ? {} : { codes }
        const reply = await call.client().retryCampaign({ params: idOf(call), body })
        call.report(reply, () => `${reply.devices} devices are tried again`)
        return exitCodes.done
      }),
    )
}

function excludeCommand(cli: Cli): Command {
  return new Command('exclude')
    .description('leave devices out that have not begun')
    .argument('<id>')
    .argument('<eid...>')
    .requiredOption('--reason <text>', 'why, for the log')
    .action(
      act<{ reason: string }>(cli, async (call) => {
        const [id = '', ...given] = call.args
        const body = { eids: given.map(parseEidOperand), reason: call.options.reason }
        const reply = await call.client().excludeFromCampaign({ params: { id }, body })
        call.report(reply, () => `${reply.devices} of ${given.length} devices are left out`)
        return exitCodes.done
      }),
    )
}

function watchCommand(cli: Cli): Command {
  return new Command('watch')
    .description('follow it until it is over or waits for a person')
    .argument('<id>')
    .option('--timeout <span>', 'at most so long', '24h')
    .action(act<{ timeout: string }>(cli, watch))
}

const undecided = ['waiting', 'held', 'admitted']

async function watch(call: Call<{ timeout: string }>) {
  const { terminal, options } = call
  const params = idOf(call)
  const client = call.client()
  const startedAt = terminal.now()
  const withinMs = parseSpan(options.timeout)
  const line = progressLine(terminal, options.json === true)
  for (;;) {
    const campaign = await client.campaign({ params })
    const { tally, devices, endedAt, phase } = campaign
    const left = undecided.reduce((sum, state) => sum + (tally[state] ?? 0), 0)
    const progress = { label: phase, done: devices - left, total: devices, startedAt }
    line.show({ ...progress, unit: 'operations' })
    const needsPerson = phase !== 'running' && phase !== 'rolling-back'
    if (endedAt !== undefined || needsPerson) {
      line.end()
      call.report(campaign, () => `${phase}: ${formatTally(tally)}\n\n${formatWaves(campaign)}`)
      return phase === 'finished' ? exitCodes.done : exitCodes.failed
    }
    if (terminal.now() - startedAt >= withinMs) {
      line.end()
      const remedy = `go on with: holdfast campaign watch ${params.id}`
      throw new Refused('wait-over', `it is still ${phase}: ${formatTally(tally)}`, remedy)
    }
    await terminal.wait(watchEveryMs)
  }
}
