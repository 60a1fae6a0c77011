// The stage before anybody acts: chain of trust, SM-DP+ with their profiles, operators' networks,
// and the plans of all devices. Everything follows from seed and scenario.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { countingEntropy } from '../card/counting-entropy.ts'
import { HomeRegister } from '../network/home-register.ts'
import { Network, type NetworkTroubles } from '../network/network.ts'
import { formatPem } from '../pki/pem.ts'
import { createTestPki, type TestPki } from '../pki/test-pki.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { newSmdp } from '../smdp/new-smdp.ts'
import type { Smdp } from '../smdp/smdp.ts'
import type { WorldReady } from './conductor-link.ts'
import { type DevicePlan, planDevice, usualStart } from './device-plan.ts'
import { type HookEndpoint, openHookEndpoint } from './hook-endpoint.ts'
import { openBootstrap } from './line-clerk.ts'
import { operators, smdpAddresses } from './operators.ts'
import { profilesOf } from './profile-orders.ts'
import { type SmdpServer, serveSmdp } from './smdp-server.ts'
import type { Instant } from './timeline.ts'
import type { WorldOptions } from './world-options.ts'

export interface Stage {
  readonly pki: TestPki
  readonly plans: readonly DevicePlan[]
  readonly networks: readonly Network[]
  readonly smdps: readonly Smdp[]
  readonly servers: readonly SmdpServer[]
  readonly startAt: Instant
  readonly ready: WorldReady
  /** The present instant of the world, for the SM-DP+. */
  readonly clock: { now: Instant }
  /** Requests that an SM-DP+ answered by being out of order. */
  readonly outages: { count: number }
  /** Where Holdfast asks for things; only in scenarios whose operators take requests. */
  readonly hook?: HookEndpoint
}

/** Builds the stage; its SM-DP+ listen afterwards. */
export async function buildStage(options: WorldOptions): Promise<Stage> {
  const { seed, devices, scenario } = options
  const startAt = usualStart
  const clock = { now: startAt }
  const outages = { count: 0 }
  const pki = createTestPki({ seed: `world ${seed}`, from: startAt })
  // TLS is checked by the machine's clock, everything else by the world's: same keys, other dates.
  const today = createTestPki({ seed: `world ${seed}`, from: Date.now() })
  const plans = Array.from({ length: devices }, (_, number) => planDevice(seed, number, scenario))
  const smdps = smdpAddresses.map((address, index) =>
    newSmdp({
      address,
      oid: `2.999.${10 + index}`,
      pkis: [pki],
      profiles: profilesOf(index, devices),
    }),
  )
  const servers = await Promise.all(
    smdps.map((smdp, index) =>
      serveSmdp({
        smdp,
        tls: today.smdp({ address: smdp.configuration.address }).tls,
        now: () => clock.now,
        entropy: countingEntropy(`${seed} smdp ${index}`),
        isOut: (now) => isOut(options, index, now - startAt),
        onOutage: () => {
          outages.count += 1
        },
      }),
    ),
  )
  const networks = operators.map(
    (operator) =>
      new Network(operator, new HomeRegister(), troublesOf(operator.name, scenario, startAt)),
  )
  for (const plan of plans) openBootstrap(networks, plan, startAt)
  const manners = scenario.operators?.hooks
  const hook = manners && (await openHookEndpoint({ seed, manners }))
  const ready = describeReady({ options, pki, servers, startAt, hook })
  const common = { pki, plans, networks, smdps, servers, startAt, ready, clock, outages }
  return { ...common, ...(hook ? { hook } : {}) }
}

/** What befalls the whole network of an operator. */
function troublesOf(name: string, { operators: faults }: Scenario, at: Instant): NetworkTroubles {
  const isTheirs = ({ operator }: { readonly operator: string }): boolean => operator === name
  return {
    outages: (faults?.outages ?? []).filter(isTheirs).map(({ fromHour, hours }) => ({
      from: at + fromHour * hourMs,
      until: at + (fromHour + hours) * hourMs,
    })),
    roamingBlocks: (faults?.roamingBlocks ?? [])
      .filter(isTheirs)
      .map(({ country, fromHour }) => ({ country, from: at + fromHour * hourMs })),
  }
}

const hourMs = 3600_000

function isOut({ scenario }: WorldOptions, smdp: number, sinceStart: number): boolean {
  return scenario.smdp.outages.some(
    (outage) =>
      outage.smdp === smdp &&
      sinceStart >= outage.fromHour * hourMs &&
      sinceStart < (outage.fromHour + outage.hours) * hourMs,
  )
}

interface ReadyParts {
  readonly options: WorldOptions
  readonly pki: TestPki
  readonly servers: readonly SmdpServer[]
  readonly startAt: Instant
  readonly hook: HookEndpoint | undefined
}

function describeReady({ options, pki, servers, startAt, hook }: ReadyParts): WorldReady {
  mkdirSync(options.folder, { recursive: true })
  const ciFile = join(options.folder, 'ci.pem')
  writeFileSync(ciFile, formatPem('CERTIFICATE', pki.ci.certificate))
  return {
    trustFiles: { ciCertificates: [ciFile], smdpTlsCa: [ciFile] },
    smdps: smdpAddresses.map((address, index) => ({ address, url: servers[index]?.url ?? '' })),
    startAt,
    ...(hook ? { hook: { url: hook.url, secret: hook.secret } } : {}),
  }
}
