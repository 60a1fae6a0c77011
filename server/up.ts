// Opens the server from a configuration: what is behind the doors, then the doors themselves (device
// endpoint, operator API) and the work in the background. What is opened last is closed first.

import { mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type AdminToken, keepAdminToken } from './admin-token.ts'
import { beginBackgroundWork } from './background-work.ts'
import type { Address, Config } from './config.ts'
import { flushContacts } from './esipa/contact-batch.ts'
import type { EsipaDesk } from './esipa/esipa-desk.ts'
import type { EsipaListener } from './esipa/listener.ts'
import { openEsipa } from './esipa/open-esipa.ts'
import { keptTicketKey } from './keys/ticket-key.ts'
import { logLines } from './log-lines.ts'
import { openSite, type Site, tlsFor } from './open-site.ts'
import { auditDesk } from './operator-api/audit-desk.ts'
import { type OperatorApi, openOperatorApi } from './operator-api/open-operator-api.ts'
import { PollMeter } from './operator-api/poll-meter.ts'
import { openRecovery, type Recovery } from './recovery/open-recovery.ts'
import type { SteeredClock } from './world-steered.ts'

export interface RunningServer {
  readonly esipaUrl: string
  readonly eimId: string
  /** In words: where the data are. */
  readonly storeWords: string
  readonly apiUrl?: string
  readonly admin?: AdminToken
  /** The file that devices must trust, when Holdfast made the certificate. */
  readonly tlsCaFile?: string
  /** In a sandbox: the clock that its conductor moves. */
  readonly clock?: SteeredClock
  /** For whoever runs it in its own process. */
  readonly desk: EsipaDesk
  stop(): Promise<void>
}

const graceMs = 5_000
const tlsLookEveryMs = 86_400_000

/**
 * Opens everything. Rejects with a ConfigError or DatabaseError whose message says what to do;
 * `onFailure` is told when the server cannot go on.
 */
export async function startServer(
  config: Config,
  onFailure: (cause: unknown) => void,
): Promise<RunningServer> {
  const log = logLines(config.logLevel)
  await mkdir(config.dataDir, { recursive: true, mode: 0o755 })
  const site = await openSite(config, log, onFailure)
  try {
    return await openDoors(config, site)
  } catch (cause) {
    await site.opened.close()
    throw cause
  }
}

async function openDoors(config: Config, site: Site): Promise<RunningServer> {
  const { world, desk, tls, opened, follower, steered, agreed } = site
  const ticketKey = keptTicketKey(join(config.dataDir, 'keys'), () => world.clock.now())
  const listener = await openEsipa(desk, { ...config.esipaListen, tls, ticketKey })
  if (world.eimFqdn === '') world.eimFqdn = publicName(config.esipaListen, listener.port)
  const polls = new PollMeter(desk.counters)
  const hook = config.hook ? { hook: config.hook } : {}
  const recovery = await openRecovery({ world, contacts: desk.contacts, ...hook })
  const api = await openApi(config, site, { listener, polls, recovery })
  const { checkpoints } = site
  const following = { ...(follower && { follower }), ...(agreed && { agreed }) }
  const stopWork = beginBackgroundWork({ desk, polls, checkpoints, recovery, ...following })
  const stopTls = renewTlsDaily(config, site, listener)
  return {
    esipaUrl: listener.url,
    eimId: world.eimId,
    storeWords: opened.words,
    desk,
    ...(api ? { apiUrl: api.url, admin: api.admin } : {}),
    ...(tls.authority ? { tlsCaFile: tls.authority.path } : {}),
    ...(steered ? { clock: steered } : {}),
    async stop() {
      stopTls()
      stopWork()
      await Promise.all([listener.close(graceMs), api?.close()])
      await flushContacts(desk.contacts, world.store)
      desk.es9.close()
      await opened.close()
    },
  }
}

/** How devices name this server when nobody says: its host and port. */
const publicName = ({ host }: Address, port: number): string =>
  `${host === '0.0.0.0' || host === '::' ? hostname() : host}:${port}`

interface Doors {
  readonly listener: EsipaListener
  readonly polls: PollMeter
  readonly recovery: Recovery
}

type OpenApi = OperatorApi & { readonly admin: AdminToken }

async function openApi(
  config: Config,
  { world, desk, keys, tls, checkpoints, agreed }: Site,
  { listener, polls, recovery }: Doors,
): Promise<OpenApi | undefined> {
  if (!config.listen) return undefined
  const api = await openOperatorApi({
    ...{ world, desk, polls },
    audit: auditDesk(checkpoints),
    address: config.listen,
    dataDir: config.dataDir,
    isSandbox: config.sandbox !== undefined,
    pollAddress: () => listener.url,
    hooks: recovery.hooks,
    incidents: recovery.incidents,
    troubles: () => ({
      ...troublesOf(desk),
      ...troubleOf('hook', recovery.trouble()),
      ...troubleOf('clock', agreed?.trouble()),
    }),
    ...(tls.authority ? { tlsAuthority: tls.authority.pem } : {}),
    ...(config.consoleFolder === undefined ? {} : { consoleFolder: config.consoleFolder }),
  })
  return { ...api, admin: await keepAdminToken(keys, api.tokens, world) }
}

const troubleOf = (part: string, why: string | undefined): Readonly<Record<string, string>> =>
  why === undefined ? {} : { [part]: why }

/** What is wrong, by part; nothing when all is well. */
function troublesOf({ es9, outbox, proofs, world }: EsipaDesk): Readonly<Record<string, string>> {
  const hosts = es9.troubled()
  const now = world.clock.now()
  const stale = proofs.revoked.filter(({ nextUpdate }) => nextUpdate < now)
  return {
    ...(hosts.length > 0
      ? { smdp: `these SM-DP+ failed again and again: ${hosts.join(', ')}` }
      : {}),
    ...(stale.length > 0
      ? { revocation: `${stale.length} revocation lists are past their next update (--crl)` }
      : {}),
    ...(outbox.size > 10_000 ? { notifications: `${outbox.size} wait for their SM-DP+` } : {}),
  }
}

/** A certificate of our own is renewed long before it ends; connections that are open go on. */
function renewTlsDaily(
  config: Config,
  { keys, world, agreed }: Site,
  listener: EsipaListener,
): () => void {
  const timer = setInterval(async () => {
    try {
      listener.renewTls(await tlsFor(config, keys, agreed))
    } catch (cause) {
      world.log('error', 'the TLS certificate could not be renewed', { cause: String(cause) })
    }
  }, tlsLookEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}
