// Commands that start another program of Holdfast and give it their arguments as typed.

import { Command } from 'commander'
import { act, type Cli } from './call.ts'
import { exitCodes } from './exit-code.ts'

export interface PassedOn {
  /** The command's words, e.g. `['sim', 'card']`; the last is its name. */
  readonly words: readonly string[]
  readonly summary: string
  readonly script: string
  /** First argument of the program. */
  readonly as: string
  /** Options to show in the help; any other is passed on too. */
  readonly options: readonly (readonly [flags: string, words: string])[]
  readonly operands?: string
  readonly more?: string
}

/** A command that runs the program with everything that stands after its words. */
export function passedOnCommand(cli: Cli, plan: PassedOn): Command {
  const command = new Command(plan.words.at(-1))
    .description(plan.summary)
    .argument(plan.operands ?? '[args...]')
    .allowUnknownOption()
    .action(
      act(cli, async ({ terminal }) => {
        const args = argsAfter(cli.argv, plan.words)
        const code = await terminal.runProgram(plan.script, [plan.as, ...args])
        return code === 0 ? exitCodes.done : code === 2 ? exitCodes.refused : exitCodes.failed
      }),
    )
  for (const [flags, words] of plan.options) command.option(flags, words)
  if (plan.more !== undefined) command.addHelpText('after', `\n${plan.more}`)
  return command
}

/** What was typed after the words of the command. */
export function argsAfter(argv: readonly string[], words: readonly string[]): readonly string[] {
  let rest = argv
  for (const word of words) rest = rest.slice(rest.indexOf(word) + 1)
  return rest
}
