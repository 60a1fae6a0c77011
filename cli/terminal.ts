// The command's world: where it writes, whom it asks, how it reaches the server, what time it is.
// Commands take a Terminal, so a test can run the whole command in its own process.

import type { Send } from '@holdfast/api/client.ts'

export interface Terminal {
  /** Results. Text is written as given; callers end their lines. */
  readonly out: (text: string) => void
  /** Everything that is not the result: progress, questions, remarks. */
  readonly err: (text: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  /** A person sits there: questions can be asked and lines rewritten. */
  readonly isInteractive: boolean
  readonly hasColor: boolean
  readonly now: () => number
  readonly randomId: () => string
  readonly send: Send
  /** Asks a person; only when `isInteractive`. */
  readonly ask: (question: string) => Promise<string>
  /** All of standard input. */
  readonly readInput: () => Promise<Uint8Array>
  /** Resolves after so many milliseconds, or at once when the person stops the command. */
  readonly wait: (ms: number) => Promise<void>
  /** Runs another program of Holdfast with this terminal as its own; gives its exit code. */
  readonly runProgram: (script: string, args: readonly string[]) => Promise<number>
  /** Trusts these certificates (PEM) beside the system's for every connection from now on. */
  readonly trustCertificates: (pem: string) => void
}
