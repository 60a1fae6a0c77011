// Everything behind the server's doors: keys, identity, store, doorway, and the desk of the device
// endpoint. Nothing listens yet.

import { hostname } from 'node:os'
import { join } from 'node:path'
import { openAuditKey } from './audit/audit-key.ts'
import type { CheckpointKeeperOptions } from './audit/checkpoint-keeper.ts'
import { DatabaseClock } from './clock/database-clock.ts'
import { machineElapsed } from './clock/elapsed.ts'
import type { Config } from './config.ts'
import { Doorway } from './doorway/doorway.ts'
import { LogFollower } from './doorway/follow-log.ts'
import { fillDoorway, watchedStore } from './doorway/watched-store.ts'
import { claimStore, keepEimId } from './eim-keeping.ts'
import { SmdpDirectory } from './es9plus/smdp-directory.ts'
import type { EsipaDesk } from './esipa/esipa-desk.ts'
import { openDesk } from './esipa/open-esipa.ts'
import { fileSigner } from './keys/file-signer.ts'
import { type KeyFolder, newP256Key, openKeyFolder, privateKeyFromPem } from './keys/key-folder.ts'
import { givenTlsIdentity, ownTlsIdentity, type TlsIdentity } from './keys/tls-identity.ts'
import { lastLoggedAt } from './last-logged.ts'
import { type OpenStore, openStore } from './open-store.ts'
import { applyRestore } from './restore/apply-restore.ts'
import { LogHeads } from './restore/log-heads.ts'
import { formatCertificate, readCertificates, readRevocationLists } from './trust-files.ts'
import type { World } from './world.ts'
import { type SteeredClock, steeredClock } from './world-steered.ts'
import { systemClock, systemRandomBytes } from './world-system.ts'

export interface Site {
  readonly keys: KeyFolder
  /** Its eimFqdn is settled when the device endpoint has its port. */
  readonly world: World & { eimFqdn: string }
  readonly opened: OpenStore
  readonly tls: TlsIdentity
  readonly desk: EsipaDesk
  /** Signs the logs. */
  readonly checkpoints: CheckpointKeeperOptions
  /** Set when other processes work on the same database. */
  readonly follower?: LogFollower
  /** In a sandbox: the clock that its conductor moves. */
  readonly steered?: SteeredClock
  /** Elsewhere: the time that all servers of the database have. */
  readonly agreed?: DatabaseClock
}

type Failing = (cause: unknown) => void

/** Opens it all. Rejects with a ConfigError or DatabaseError whose message says what to do. */
export async function openSite(
  config: Config,
  log: World['log'],
  onFailure: Failing,
): Promise<Site> {
  const keys = await openKeyFolder(join(config.dataDir, 'keys'))
  const trustedCis = await readCertificates('--trust-ci', config.trustCi)
  const revocationLists = await readRevocationLists(config.crls)
  const tlsAnchors = await readCertificates('--trust-tls', config.trustTls)
  if (trustedCis.length === 0) {
    log('warn', 'no CI certificates are given (--trust-ci): no card can prove anything')
  }
  const eimId = await keepEimId(keys, config.eimId)
  const signingKey = await keys.secret('eim-signing.key.pem', newP256Key)
  const eimSigner = await fileSigner(privateKeyFromPem(signingKey, 'eim-signing.key.pem'))
  const opened = await openStore(config, log, onFailure)
  try {
    await claimStore(opened.store, { eimId, publicKey: eimSigner.publicKey })
    const heads = await openHeads(config, opened.store, log)
    const isRestored = config.isRestored || heads.why !== undefined
    const steered = config.sandbox && steeredClock(config.sandbox.startAt ?? Date.now(), log)
    const { clock, agreed } = steered
      ? { clock: steered, agreed: undefined }
      : await openClock(opened.store, log, { isRestored, signedAt: heads.kept?.signedAt() })
    const tls = await tlsFor(config, keys, agreed)
    const { doorway, follower } = await openDoorway(opened)
    const world = {
      clock,
      randomBytes: systemRandomBytes,
      store: watchedStore(opened.store, doorway),
      ...{ eimSigner, eimId, trustedCis, log },
      eimFqdn: config.eimFqdn ?? '',
    }
    if (isRestored) {
      await applyRestore(world)
      await heads.kept?.forget()
    }
    const smdpAnchors = [...tlsAnchors, ...trustedCis].map(formatCertificate)
    const smdps = new SmdpDirectory(config.smdps)
    const tlsNow = agreed && { tlsNow: () => agreed.now() }
    const desk = await openDesk({
      ...{ world, doorway, smdps, smdpAnchors, revocationLists },
      ...tlsNow,
    })
    const more = {
      ...(follower && { follower }),
      ...(steered && { steered }),
      ...(agreed && { agreed }),
    }
    const signer = await openAuditKey(keys.path('audit.key.pem'))
    const { store } = world
    const kept = heads.kept ? { heads: heads.kept } : {}
    const checkpoints = { ...{ store, signer, clock, log }, name: eimId, ...kept }
    return { ...{ keys, world, opened, tls, desk, checkpoints }, ...more }
  } catch (cause) {
    await opened.close()
    throw cause
  }
}

/** How far the log was signed, and in words why the database is an older one, if it is. */
async function openHeads({ database, dataDir }: Config, store: World['store'], log: World['log']) {
  // A store in memory begins anew each time, and nothing was lost by it.
  if (database.kind === 'memory') return {}
  const kept = await LogHeads.open(join(dataDir, 'log-heads.json'), log)
  const why = await kept.judge(store)
  if (why === undefined) return { kept }
  log('error', 'the database is older than this server: it starts as after a restore', { why })
  return { kept, why }
}

/** The time of this server, as the database has it. */
async function openClock(
  store: World['store'],
  log: World['log'],
  { isRestored, signedAt = 0 }: { isRestored: boolean; signedAt: number | undefined },
) {
  const agreed = await DatabaseClock.open({
    ...{ store, log, isRestored },
    elapsed: machineElapsed(),
    machineNow: Date.now,
    notBefore: Math.max(signedAt, (await lastLoggedAt(store)) ?? 0),
  })
  await agreed.agree()
  return { agreed, clock: systemClock(log, () => agreed.now()) }
}

async function openDoorway({ store, isShared }: OpenStore) {
  const doorway = new Doorway()
  const follower = isShared ? new LogFollower(store, doorway) : undefined
  await follower?.begin()
  await fillDoorway(doorway, store)
  return { doorway, follower }
}

/** The identity that the operator gives, or Holdfast's own. */
export function tlsFor(
  config: Config,
  keys: KeyFolder,
  agreed: DatabaseClock | undefined,
): Promise<TlsIdentity> {
  if (config.tls) return givenTlsIdentity(config.tls.cert, config.tls.key)
  // The devices of a sandbox judge TLS by this machine's clock.
  return ownTlsIdentity(keys, hostNames(config), agreed?.now() ?? Date.now())
}

/** The names that devices may call this server by. */
function hostNames({ esipaListen: { host }, eimFqdn }: Config): readonly string[] {
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const named = eimFqdn === undefined ? [] : [eimFqdn.replace(/:\d+$/, '')]
  return [...new Set([...named, isEverywhere ? hostname() : host, 'localhost', '127.0.0.1'])]
}
