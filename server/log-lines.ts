// The server's log: one JSON text a line, on standard error, so that standard output stays for what
// a person asked for. Never on the path of a single poll. Secrets do not reach it: callers pass
// facts that they name, not whole messages.

import type { World } from './world.ts'

type Level = Parameters<World['log']>[0]

const ranks: Readonly<Record<Level, number>> = { info: 0, warn: 1, error: 2 }

/** A log that writes lines of at least `least` through `write`. */
export function logLines(
  least: Level,
  write: (line: string) => void = (line) => process.stderr.write(line),
): World['log'] {
  return (level, text, facts) => {
    if (ranks[level] < ranks[least]) return
    write(`${JSON.stringify({ at: new Date().toISOString(), level, text, ...facts })}\n`)
  }
}
