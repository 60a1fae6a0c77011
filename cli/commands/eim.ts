// `holdfast eim …`: the embedded eIM: run it alone, see its identity, associate a card with it.

import { Command } from 'commander'
import { act, type Cli } from '../call.ts'
import { exitCodes } from '../exit-code.ts'
import { passedOnCommand } from '../passed-on.ts'
import { scripts } from '../program-scripts.ts'
import { formatPairs } from '../table.ts'
import { serverOptions } from './up.ts'

export function eimCommand(cli: Cli): Command {
  const eim = new Command('eim').description('the embedded eIM')
  eim.addCommand(
    passedOnCommand(cli, {
      words: ['eim', 'serve'],
      summary: 'serve ESipa alone, without operator API and console',
      script: scripts.serverScript,
      as: 'eim-serve',
      operands: '[options...]',
      options: [
        ['--listen <host:port>', 'where IPAs poll (HTTPS)'],
        ['--tls-cert <file>', 'certificate'],
        ['--tls-key <file>', 'its key'],
        ...serverOptions,
      ],
    }),
  )
  eim
    .command('info')
    .description('its id, public key, polling address, and AddInitialEim data for new cards')
    .action(act(cli, eimInfo))
  eim
    .command('associate')
    .description('the AddInitialEim data for one card; records that it is to be associated')
    .argument('<eid>')
    .action(
      act(cli, async (call) => {
        const eid = call.args[0] ?? ''
        const data = await call.client().addInitialEim({ params: { eid } })
        call.report(data, data.addInitialEimRequest)
        return exitCodes.done
      }),
    )
  return eim
}

const eimInfo: Parameters<typeof act>[1] = async (call) => {
  const eim = await call.client().eim()
  call.report(eim, () => {
    const pairs = formatPairs([
      ['eimId', eim.eimId],
      ['FQDN', eim.eimFqdn],
      ['polled at', eim.pollAddress],
      ['protocols', eim.protocols.join(', ')],
      ['AddInitialEim', eim.addInitialEimRequest],
    ])
    return `${pairs}\n${eim.publicKeyPem}`
  })
  return exitCodes.done
}
