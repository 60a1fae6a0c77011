// `holdfast combinations`: outcomes by combination of device, card, software, server and network.

import { Command } from 'commander'
import { act, type Cli } from '../call.ts'
import { formatCombinations } from '../campaign-words.ts'
import { exitCodes } from '../exit-code.ts'

export function combinationsCommand(cli: Cli): Command {
  const combinations = new Command('combinations').description(
    'what campaigns have shown, by combination, with sample size and interval',
  )
  combinations
    .command('list', { isDefault: true })
    .description('all that were met')
    .option('--min-devices <n>', 'only with so many devices', '0')
    .action(
      act<{ minDevices: string }>(cli, async (call) => {
        const query = { minDevices: Number(call.options.minDevices) }
        const reply = await call.client().listCombinations({ query })
        call.report(reply, () => formatCombinations(reply.items))
        return exitCodes.done
      }),
    )
  combinations
    .command('release')
    .description('let a held combination go on')
    .argument('<key>')
    .requiredOption('--reason <text>', 'why it may, for the log')
    .action(
      act<{ reason: string }>(cli, async (call) => {
        const params = { key: call.args[0] ?? '' }
        const { reason } = call.options
        const one = await call.client().releaseCombination({ params, body: { reason } })
        call.report(one, () => formatCombinations([one]))
        return exitCodes.done
      }),
    )
  return combinations
}
