// The world as a program: `simulator/main.ts world …` under the sandbox's conductor, or by itself
// against a server that runs. Builds the stage, lets people prepare and devices live, and judges.

import { readCampaigns, readHeldCombinations } from './world/campaign-person.ts'
import { type ConductorLink, linkToParent, linkToServer } from './world/conductor-link.ts'
import { readOperations } from './world/operator-person.ts'
import { play } from './world/play.ts'
import { type Prepared, prepare } from './world/preparation.ts'
import { buildStage } from './world/stage.ts'
import { readCases } from './world/stranding-claims.ts'
import { reportStranding } from './world/stranding-truth.ts'
import { reportVerdict } from './world/verdict.ts'
import { parseWorldOptions, type WorldOptions } from './world/world-options.ts'

/** Runs the world of these arguments; the exit code, when its result is told. */
export async function runWorldCommand(args: readonly string[]): Promise<number> {
  const options = parseWorldOptions(args)
  const print = (line: string): void => void process.stdout.write(`${line}\n`)
  const link = options.server ? linkToServer(options.server, print) : linkToParent()
  await link.result(await playWorld(options, link))
  return 0
}

/** The whole play of a world: its result, when it has ended. */
export async function playWorld(
  options: WorldOptions,
  link: ConductorLink,
): Promise<Readonly<Record<string, unknown>>> {
  const begunAt = performance.now()
  const stage = await buildStage(options)
  const place = await link.meetServer(stage.ready)
  const cast = { options, stage, place, link }
  const prepared = await prepare(cast)
  const played = await play(cast, prepared)
  const operations = await readOperations(prepared.door)
  const campaigned = await readCampaignEnd(prepared)
  const cases = stage.hook ? await readCases(prepared.door) : undefined
  const wallSeconds = (performance.now() - begunAt) / 1000
  for (const device of played.devices) device.client.close()
  for (const server of stage.servers) server.close()
  stage.hook?.close()
  prepared.door.close()
  prepared.networkDoor.close()
  return {
    ...reportVerdict({ options, stage, played, operations, wallSeconds }),
    ...campaigned,
    ...(cases ? { stranding: reportStranding({ options, stage, played, cases }) } : {}),
  }
}

/** What the product says of its campaigns; nothing when there were none. */
async function readCampaignEnd({ door, campaigns }: Prepared): Promise<object> {
  if (campaigns.length === 0) return {}
  return {
    campaigns: await readCampaigns(door, campaigns),
    heldCombinations: await readHeldCombinations(door),
  }
}
