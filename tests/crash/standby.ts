// A process that has read the server's code and waits: told to go, it becomes the real server with
// the given arguments. So a restart costs what the server itself does, not what reading code costs.

interface Go {
  readonly type: 'go'
  readonly script: string
  readonly args: readonly string[]
}

const [, , opening] = process.argv
if (opening !== undefined) await import(opening)

// Nobody waits for a standby that was never needed.
const alone = (): never => process.exit(0)
process.once('disconnect', alone)
process.on('message', function heard(message: Go) {
  if (message.type !== 'go') return
  process.off('message', heard)
  process.off('disconnect', alone)
  process.argv = [process.argv[0] as string, message.script, ...message.args]
  void import(message.script)
})
