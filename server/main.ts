// The server as a process: `up` (eIM, operator API, console) or `eim-serve` (eIM alone). Forked by
// the sandbox's conductor it says over IPC when it is ready and lets the conductor move its clock.

import { ConfigError, readConfig } from './config.ts'
import { DatabaseError } from './database/database-error.ts'
import { type RunningServer, startServer } from './up.ts'

const exitFailed = 1
const exitMisused = 2
const stopWithinMs = 15_000

async function main(): Promise<void> {
  const server = await startServer(readConfig(process.argv.slice(2)), giveUp)
  const stop = once(async () => {
    setTimeout(() => process.exit(exitFailed), stopWithinMs).unref()
    await server.stop()
    process.exit(0)
  })
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  if (process.send) followConductor(server, stop)
  else tellAddresses(server)
}

function once(work: () => Promise<void>): () => void {
  let isBegun = false
  return () => {
    if (isBegun) return
    isBegun = true
    work().catch(giveUp)
  }
}

/** The conductor's side is in the sandbox: ready, then clock and clock-done in turns. */
function followConductor(server: RunningServer, stop: () => void): void {
  const { apiUrl, esipaUrl, tlsCaFile } = server
  process.on('disconnect', stop)
  process.on('message', (message: { readonly type?: string; readonly now?: number }) => {
    if (message.type !== 'clock' || typeof message.now !== 'number' || !server.clock) return
    const { now } = message
    server.clock.moveTo(now).then(() => {
      // A conductor that is gone hears nothing; its `disconnect` stops us.
      process.send?.({ type: 'clock-done', now }, undefined, undefined, () => undefined)
    }, giveUp)
  })
  process.send?.({ type: 'ready', apiUrl, esipaUrl, adminToken: server.admin?.secret, tlsCaFile })
}

function tellAddresses({ apiUrl, esipaUrl, eimId, admin, tlsCaFile, storeWords }: RunningServer) {
  const lines = [
    `Holdfast is up. Store: ${storeWords}.`,
    `  devices poll    ${esipaUrl}   (eIM ${eimId})`,
    ...(tlsCaFile ? [`  and trust       ${tlsCaFile}`] : []),
    ...(apiUrl ? [`  API and console ${apiUrl}`] : []),
    ...(admin ? [`  token           ${admin.isNew ? admin.secret : `in ${admin.path}`}`] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** What somebody can mend is said in words; anything else with its stack. */
function giveUp(cause: unknown): void {
  const isMisuse = cause instanceof ConfigError || cause instanceof DatabaseError
  const error = cause instanceof Error ? cause : new Error(String(cause))
  process.stderr.write(`${isMisuse ? error.message : (error.stack ?? error.message)}\n`)
  process.exit(isMisuse ? exitMisused : exitFailed)
}

main().catch(giveUp)
