// The Terminal of a real process.

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { exitCodes } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** Programs of Holdfast are given this long to stop by themselves after a signal. */
const stopMs = 30_000

export function systemTerminal(): Terminal {
  const { env, stdin, stdout, stderr } = process
  // A reader that has enough (`| head`) closes the pipe: that is its right, and the end of the work.
  stdout.on('error', (error: Error & { code?: string }) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done)
    throw error
  })
  const hasColor = stdout.isTTY === true && env.NO_COLOR === undefined
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    env,
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    hasColor,
    now: () => Date.now(),
    randomId: () => randomUUID(),
    send: (input, init) => fetch(input, init),
    ask: async (question) => {
      const reader = createInterface({ input: stdin, output: stderr })
      try {
        return await reader.question(question)
      } finally {
        reader.close()
      }
    },
    readInput: async () => {
      const parts: Uint8Array[] = []
      for await (const part of stdin) parts.push(part as Uint8Array)
      return Buffer.concat(parts)
    },
    wait: (ms) => sleep(ms).then(() => undefined),
    runProgram,
    trustCertificates: (pem) => {
      setDefaultCACertificates([...getCACertificates('default'), pem])
    },
  }
}

function runProgram(script: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    const pass = (signal: NodeJS.Signals) => {
      child.kill(signal)
      timer ??= setTimeout(() => child.kill('SIGKILL'), stopMs)
      timer.unref()
    }
    process.on('SIGINT', pass).on('SIGTERM', pass)
    const forget = () => {
      clearTimeout(timer)
      process.off('SIGINT', pass).off('SIGTERM', pass)
    }
    child.once('error', (cause) => {
      forget()
      reject(new Error(`cannot start ${script}`, { cause }))
    })
    child.once('exit', (code, signal) => {
      forget()
      resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1))
    })
  })
}
