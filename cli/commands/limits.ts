// `holdfast limits show|set`: how much may be started at once without a campaign.

import type { ReplyOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import { Command } from 'commander'
import { act, type Cli } from '../call.ts'
import { exitCodes } from '../exit-code.ts'
import { parseCount } from '../operand.ts'
import { formatPairs } from '../table.ts'
import { formatInstant } from '../time-words.ts'

type Limits = ReplyOf<RouteNamed<'limits'>>

export function limitsCommand(cli: Cli): Command {
  const limits = new Command('limits').description(
    'how much may be started at once without a campaign',
  )
  limits
    .command('show')
    .description('the limits, who set them and why')
    .action(
      act(cli, async (call) => {
        const reply = await call.client().limits()
        call.report(reply, () => formatLimits(reply))
        return exitCodes.done
      }),
    )
  limits
    .command('set')
    .description('set them; whoever raises one cannot use the raise before a second person sets it')
    .requiredOption('--devices-per-start <n>', 'devices that one start may change')
    .option('--reason <text>', 'why, for the log', '')
    .action(
      act<{ devicesPerStart: string; reason: string }>(cli, async (call) => {
        const { reason } = call.options
        const devicesPerStart = parseCount('devices-per-start', call.options.devicesPerStart)
        const reply = await call.client().setLimits({ body: { devicesPerStart, reason } })
        call.report(reply, () => formatLimits(reply))
        return exitCodes.done
      }),
    )
  return limits
}

function formatLimits(limits: Limits): string {
  const { devicesPerStart, devicesForYou, isUsual, setBy, setAt, reason } = limits
  const own = devicesForYou === devicesPerStart ? undefined : `${devicesForYou} (you raised it)`
  return formatPairs([
    ['devices per start', `${devicesPerStart}${isUsual ? ' (usual)' : ''}`],
    ['for you', own],
    ['set', setBy && `${formatInstant(setAt)} by ${setBy}`],
    ['why', reason === '' ? undefined : reason],
  ])
}
