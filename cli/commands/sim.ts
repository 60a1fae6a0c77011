// `holdfast sim …`: parts of the simulator for use by others.

import { Command } from 'commander'
import type { Cli } from '../call.ts'
import { passedOnCommand } from '../passed-on.ts'
import { scripts } from '../program-scripts.ts'

export function simCommand(cli: Cli): Command {
  const sim = new Command('sim').description('parts of the simulator for use by others')
  sim.addCommand(
    passedOnCommand(cli, {
      words: ['sim', 'card'],
      summary: 'a software eUICC in a virtual reader, or under a real lpac',
      script: scripts.worldScript,
      as: 'card',
      options: [
        ['--state <file>', 'where the card is kept; made on first use'],
        ['--vpcd <host:port>', 'plug the card into a PC/SC virtual reader'],
        ['--lpac <path>', 'run this lpac against the card; its arguments stand after --'],
        ['--smdp <url>', 'send what lpac sends to https://HOST/… to this server instead'],
        ['--eid <eid>', 'of a new card'],
        ['--edition <e>', 'consumer, v1.0, v1.2 or v1.3; of a new card'],
        ['--seed <text>', 'of the test chain of trust'],
        ['--strict', 'refuse what the standard refuses; of a new card'],
        ['--record <file>', 'append all exchanges as JSON lines'],
      ],
      more: 'Example: holdfast sim card --state card.json --lpac /usr/bin/lpac -- chip info',
    }),
  )
  sim.addCommand(
    passedOnCommand(cli, {
      words: ['sim', 'smdp'],
      summary: 'a sandbox SM-DP+',
      script: scripts.worldScript,
      as: 'smdp',
      options: [
        ['--listen <host:port>', 'default: a free port of 127.0.0.1'],
        ['--http', 'plain HTTP instead of TLS'],
        ['--state <file>', 'where stock and orders are kept'],
        ['--upp <file>', 'serve this unprotected profile package, too'],
        ['--matching-id <id>', 'release one profile under this id at start'],
        ['--confirmation-code <code>', 'the code it needs'],
      ],
    }),
  )
  sim.addCommand(
    passedOnCommand(cli, {
      words: ['sim', 'world'],
      summary: 'the sandbox’s world alone (the conductor of `holdfast sandbox` drives it)',
      script: scripts.worldScript,
      as: 'world',
      options: [],
    }),
  )
  return sim
}
