// The whole command: its subcommands, its global options, and how an error becomes words and an
// exit code.

import { readFileSync } from 'node:fs'
import { ApiProblem, NoAnswer } from '@holdfast/api/client.ts'
import { Command, CommanderError } from 'commander'
import type { Cli } from './call.ts'
import { auditCommand } from './commands/audit.ts'
import { campaignCommand } from './commands/campaign.ts'
import { combinationsCommand } from './commands/combinations.ts'
import { countryRulesCommand } from './commands/country-rules.ts'
import { decodeCommand } from './commands/decode.ts'
import { deviceCommand, timelineCommand } from './commands/device.ts'
import { devicesCommand } from './commands/devices.ts'
import { eimCommand } from './commands/eim.ts'
import { eventsCommand } from './commands/events.ts'
import { explainCommand } from './commands/explain.ts'
import { importCommand } from './commands/import.ts'
import {
  bootstrapCommand,
  incidentCommand,
  incidentsCommand,
  linesCommand,
  sloCommand,
} from './commands/incidents.ts'
import { limitsCommand } from './commands/limits.ts'
import { messagesCommand } from './commands/messages.ts'
import {
  cancelCommand,
  operationCommand,
  operationsCommand,
  waitCommand,
} from './commands/operations.ts'
import { sandboxCommand } from './commands/sandbox.ts'
import {
  healthCommand,
  loginCommand,
  statsCommand,
  whoamiCommand,
} from './commands/server-state.ts'
import { simCommand } from './commands/sim.ts'
import { stockCommand } from './commands/stock.ts'
import { recoveryCommand, silenceCommand, strandedCommand } from './commands/stranded.ts'
import { tokensCommand } from './commands/tokens.ts'
import { upCommand } from './commands/up.ts'
import { visitsCommand } from './commands/visits.ts'
import { wishCommands } from './commands/wishes.ts'
import { defaultUrl } from './connection.ts'
import { type ExitCode, exitCodes, exitCodeWords, Refused } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

// Our own file, whose form is known.
const { version } = JSON.parse(
  readFileSync(new URL('./package.json', import.meta.url), 'utf8'),
) as { readonly version: string }

/** Runs one command line; everything it says goes through the terminal. */
export async function runHoldfast(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done
  const finish = (finished: ExitCode) => {
    code = finished
  }
  try {
    await programOf({ terminal, argv, finish }).parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    return failing(error, { terminal, isJson: argv.includes('--json') })
  }
}

function programOf(cli: Cli): Command {
  const program = new Command('holdfast')
    .description('one control plane for IoT connectivity over eSIM and iSIM')
    .version(version, '-V, --version')
    .option('--json', 'the result as JSON')
    .option('--url <url>', `the server (HOLDFAST_URL; default ${defaultUrl})`)
    .option('--token <token>', 'who you are (HOLDFAST_TOKEN)')
    .option('--ca <file>', 'certificate to trust, PEM (HOLDFAST_CA)')
    .addHelpText('after', `\n${exitCodeWords}`)
  for (const command of commandsOf(cli)) program.addCommand(command)
  settle(program, cli.terminal)
  return program
}

function commandsOf(cli: Cli): readonly Command[] {
  return [
    upCommand(cli),
    sandboxCommand(cli),
    importCommand(cli),
    devicesCommand(cli),
    deviceCommand(cli),
    timelineCommand(cli),
    messagesCommand(cli),
    explainCommand(cli),
    ...wishCommands(cli),
    auditCommand(cli),
    operationsCommand(cli),
    operationCommand(cli),
    cancelCommand(cli),
    waitCommand(cli),
    strandedCommand(cli),
    silenceCommand(cli),
    recoveryCommand(cli),
    visitsCommand(cli),
    incidentsCommand(cli),
    incidentCommand(cli),
    linesCommand(cli),
    bootstrapCommand(cli),
    sloCommand(cli),
    campaignCommand(cli),
    combinationsCommand(cli),
    countryRulesCommand(cli),
    limitsCommand(cli),
    stockCommand(cli),
    eventsCommand(cli),
    decodeCommand(cli),
    tokensCommand(cli),
    eimCommand(cli),
    simCommand(cli),
    healthCommand(cli),
    whoamiCommand(cli),
    statsCommand(cli),
    loginCommand(cli),
  ]
}

/** Every command writes through the terminal and throws instead of ending the process. */
function settle(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .configureHelp({ showGlobalOptions: true, helpWidth: 100 })
    .showSuggestionAfterError()
  for (const inner of command.commands) settle(inner, terminal)
}

interface Failing {
  readonly terminal: Terminal
  readonly isJson: boolean
}

function failing(error: unknown, { terminal, isJson }: Failing): ExitCode {
  if (error instanceof CommanderError) return ofCommander(error)
  const said = wordsOf(error)
  if (isJson) terminal.out(`${JSON.stringify({ error: said.facts })}\n`)
  else terminal.err(`${said.text}\n`)
  return said.exitCode
}

function ofCommander(error: CommanderError): ExitCode {
  // Commander has already said what is wrong; help and version are no errors.
  return error.exitCode === 0 ? exitCodes.done : exitCodes.refused
}

interface Said {
  readonly exitCode: ExitCode
  readonly text: string
  readonly facts: object
}

function wordsOf(error: unknown): Said {
  if (error instanceof ApiProblem) return ofProblem(error)
  if (error instanceof NoAnswer) {
    const detail = `${error.message}${causeOf(error)}`
    const remedy = /certificate/.test(detail)
      ? 'give the certificate to trust with --ca FILE'
      : 'is the server running, and --url right? (holdfast health)'
    const facts = { code: 'no-answer', detail, remedy }
    return { exitCode: exitCodes.unreachable, text: `${detail}\n${remedy}`, facts }
  }
  if (error instanceof Refused) {
    const { code, message: detail, remedy } = error
    const text = remedy === undefined ? detail : `${detail}\n${remedy}`
    return { exitCode: exitCodes.refused, text, facts: { code, detail, remedy, ...error.facts } }
  }
  const detail = error instanceof Error ? `${error.message}${causeOf(error)}` : String(error)
  return { exitCode: exitCodes.failed, text: detail, facts: { code: 'failed', detail } }
}

function ofProblem({ problem }: ApiProblem): Said {
  const lines = [`${problem.detail} (${problem.code})`]
  for (const field of problem.errors ?? []) {
    const more = field.suggestion === undefined ? '' : `; did you mean ${field.suggestion}`
    lines.push(`  ${field.at}: ${field.why}${more}`)
  }
  if (problem.remedy !== undefined) lines.push(problem.remedy)
  const exitCode = problem.status >= 500 ? exitCodes.failed : exitCodes.refused
  return { exitCode, text: lines.join('\n'), facts: problem }
}

function causeOf(error: Error): string {
  const causes: string[] = []
  let cause = error.cause
  while (cause instanceof Error && causes.length < 4) {
    if (cause.message !== '') causes.push(cause.message)
    cause = cause.cause
  }
  return causes.length === 0 ? '' : `: ${causes.join(': ')}`
}
