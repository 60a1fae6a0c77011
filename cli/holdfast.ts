// The command's entry point.

import { runHoldfast } from './program.ts'
import { systemTerminal } from './system-terminal.ts'

process.exitCode = await runHoldfast(process.argv.slice(2), systemTerminal())
