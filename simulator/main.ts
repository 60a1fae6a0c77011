// The simulator's door: a card, an SM-DP+, or a whole world. Each is loaded only when it is asked for.

const usage = `simulator card …    one software card for a virtual reader or for lpac
simulator smdp …    a sandbox SM-DP+
simulator world …   simulated devices, networks and SM-DP+ around a Holdfast server
`

async function run(): Promise<number> {
  const [command, ...args] = process.argv.slice(2)
  switch (command) {
    case 'card': {
      const { runCardCommand } = await import('./card/card-command.ts')
      return runCardCommand(args)
    }
    case 'smdp': {
      const { runSmdpCommand } = await import('./smdp/smdp-command.ts')
      return runSmdpCommand(args)
    }
    case 'world': {
      const { runWorldCommand } = await import('./world-main.ts')
      return runWorldCommand(args)
    }
    default:
      process.stderr.write(usage)
      return 2
  }
}

process.exitCode = await run()
