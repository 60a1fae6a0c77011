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
        ['--vpcd <host:port>', 'plug the card into a PC/SC virtual reader'],
        ['--lpac <path>', 'run this lpac against the card; its arguments stand after --'],
        ['--smdp <url>', 'SM-DP+ at a plain HTTP loopback address'],
        ['--seed <n>', 'the same seed gives the same card'],
      ],
      more: 'Example: holdfast sim card --lpac /usr/bin/lpac -- chip info',
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
