// Puts the operator API together and listens: what its handlers share, its tokens, the console.
// Work that a stopped server left (imports, starts) goes on in the background.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CampaignBook } from '../campaigns/campaign-book.ts'
import type { Address } from '../config.ts'
import type { EsipaDesk } from '../esipa/esipa-desk.ts'
import { SloKeeper } from '../slo/slo-keeper.ts'
import type { World } from '../world.ts'
import { allHandlers } from './all-handlers.ts'
import { BatchBook } from './batch-book.ts'
import { readConsole } from './console-files.ts'
import { resumeImports } from './inventory-import.ts'
import { LiveCounts } from './live-counts.ts'
import { openOperatorServer } from './operator-server.ts'
import type { PollMeter } from './poll-meter.ts'
import type { AuditDesk, OperatorShop } from './shop.ts'
import { resumeBatches } from './start-batch.ts'
import { TokenBook } from './token-book.ts'

export interface OperatorApiWish {
  readonly world: World
  readonly desk: EsipaDesk
  readonly polls: PollMeter
  readonly audit: AuditDesk
  readonly address: Address
  readonly dataDir: string
  readonly isSandbox: boolean
  readonly pollAddress: () => string
  readonly troubles: OperatorShop['troubles']
  readonly hooks: OperatorShop['hooks']
  readonly incidents: OperatorShop['incidents']
  /** PEM that devices trust on ESipa, when Holdfast made it. */
  readonly tlsAuthority?: string
  /** The built console; beside this package when absent. */
  readonly consoleFolder?: string
}

export interface OperatorApi {
  readonly url: string
  readonly tokens: TokenBook
  close(): Promise<void>
}

const packageFile = new URL('../package.json', import.meta.url)
const builtConsole = new URL('../../console/dist', import.meta.url).pathname

/** Opens the API; rejects when the address cannot be listened on. */
export async function openOperatorApi(wish: OperatorApiWish): Promise<OperatorApi> {
  const { world, polls, address } = wish
  const version = String(JSON.parse(await readFile(packageFile, 'utf8')).version)
  const tokens = new TokenBook(world)
  const shop: OperatorShop = {
    ...wish,
    ...{ tokens, version },
    batches: new BatchBook(world.store),
    campaigns: new CampaignBook(world, wish.desk.picture),
    counts: new LiveCounts(world, polls),
    slo: new SloKeeper(world),
    startedAt: world.clock.now(),
    spoolFolder: join(wish.dataDir, 'spool'),
  }
  const console = await readConsole(wish.consoleFolder ?? builtConsole)
  const server = await openOperatorServer({
    handlers: allHandlers(shop),
    ...{ tokens, version, log: world.log },
    ...(console ? { console } : {}),
    // Where somebody moves the clock, a minute of the machine holds hours of a whole fleet.
    ...(wish.isSandbox ? { requestsPerMinute: Number.MAX_SAFE_INTEGER } : {}),
  })
  const url = await server.listen(address.host, address.port)
  void goOn(shop)
  const stopSlo = shop.slo.begin()
  return {
    ...{ url, tokens },
    close: () => {
      stopSlo()
      return server.close()
    },
  }
}

async function goOn(shop: OperatorShop): Promise<void> {
  try {
    await resumeImports(shop)
    await resumeBatches(shop)
  } catch (cause) {
    shop.world.log('error', 'work that was left could not go on; restart to try again', {
      cause: String(cause),
    })
  }
}
