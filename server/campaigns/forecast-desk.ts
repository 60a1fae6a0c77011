// Forecasts of campaigns: reads the target once, aggregated into classes, with the history that the
// store counts, and lets fleet/forecast say when it will be through and what it takes. One forecast
// is worked out at a time; what was asked a moment ago is not worked out again.

import { Worker } from 'node:worker_threads'
import type { CampaignPlan } from '@holdfast/fleet/campaign/campaign-plan.ts'
import type { CampaignState } from '@holdfast/fleet/campaign/campaign-state.ts'
import { waveSizes } from '@holdfast/fleet/campaign/judge-plan.ts'
import type { CampaignTally } from '@holdfast/fleet/campaign/wave-tally.ts'
import { countIn } from '@holdfast/fleet/campaign/wave-tally.ts'
import type { DeviceFacts } from '@holdfast/fleet/card-state.ts'
import type { Rhythm } from '@holdfast/fleet/contact/rhythm.ts'
import type { DeviceFilter } from '@holdfast/fleet/device-filter.ts'
import type { DeviceSummary } from '@holdfast/fleet/device-summary.ts'
import type { Observed } from '@holdfast/fleet/forecast/campaign-course.ts'
import { ClassBook } from '@holdfast/fleet/forecast/classify-device.ts'
import { assumedHistory, type History } from '@holdfast/fleet/forecast/device-class.ts'
import type { Forecast } from '@holdfast/fleet/forecast/forecast.ts'
import type { StepKind } from '@holdfast/fleet/plan.ts'
import { defaultTenant } from '../store/card-change.ts'
import type { Store } from '../store/contract.ts'
import type { World } from '../world.ts'
import type { ForecastTask } from './forecast-task.ts'

type Desk = Pick<World, 'store' | 'clock'>

const pageSize = 1_000
/** Beyond so many devices the rest is taken to be like these. */
const devicesReadMax = 50_000
const workMs = 60_000
const freshMs = 60_000
const rememberedMax = 50
const operatorShared = 'operator:all'
const smdpShared = 'smdp:all'

/** Before anything is recorded: of a plan and what its target matches now. */
export async function forecastOfPlan(
  { store, clock }: Desk,
  plan: CampaignPlan,
  filter: DeviceFilter,
): Promise<Forecast> {
  const now = clock.now()
  const devices = await store.countDevices(filter)
  const sizes = waveSizes(plan.waves, devices)
  const read = await readTarget(store, plan, { filter, devices })
  const startAt = Math.max(now, plan.startAt ?? now)
  const task = taskOf(plan, { ...read, sizes, startAt, now, seed: plan.name })
  return work(task)
}

/** Of a campaign on record: before it begins, or from where it stands. */
export async function forecastOfCampaign(
  { store, clock }: Desk,
  campaign: CampaignState,
  { filter, tally }: { readonly filter: DeviceFilter; readonly tally: CampaignTally },
): Promise<Forecast> {
  const now = clock.now()
  const { plan, planHash, waves, startedAt } = campaign
  return remembered(`${planHash} ${campaign.version}`, now, async () => {
    const sizes = waves.map(({ devices }) => devices)
    const devices = sizes.reduce((sum, size) => sum + size, 0)
    const read = await readTarget(store, plan, { filter, devices })
    const startAt = startedAt ?? Math.max(now, plan.startAt ?? now)
    const task = taskOf(plan, { ...read, sizes, startAt, now, seed: planHash })
    const observed = startedAt === undefined ? undefined : observedIn(campaign, tally, now)
    return work(observed ? { ...task, observed } : task)
  })
}

interface Read {
  readonly book: ClassBook
  readonly devices: number
  readonly history: History
  readonly stock?: number
}

async function readTarget(
  store: Store,
  plan: CampaignPlan,
  { filter, devices }: { readonly filter: DeviceFilter; readonly devices: number },
): Promise<Read> {
  const book = new ClassBook()
  let cursor: string | undefined
  do {
    const page = await store.devices(filter, { limit: pageSize, ...(cursor ? { cursor } : {}) })
    const rhythms = await rhythmsOf(store, page.items)
    for (const { eid, device } of page.items) {
      const rhythm = rhythms.get(eid)
      book.add({
        eid,
        device,
        sharedRates: [smdpShared, operatorShared],
        ...(rhythm && { rhythm }),
      })
    }
    cursor = page.cursor
  } while (cursor !== undefined && book.devices < devicesReadMax)
  const [tenant = defaultTenant] = filter.tenant ?? []
  const stock = await stockFor(store, tenant, plan)
  const history = await historyIn(store, tenant)
  return { book, devices, history, ...(stock === undefined ? {} : { stock }) }
}

/** Only of devices of which the inventory leaves something out: the others are told of fully. */
async function rhythmsOf(
  { contacts }: Store,
  devices: readonly DeviceSummary[],
): Promise<ReadonlyMap<string, Rhythm>> {
  const asked = devices.filter(({ device }) => !isToldFully(device)).map(({ eid }) => eid)
  if (asked.length === 0) return new Map()
  const known = await contacts.several(asked)
  return new Map(known.flatMap(({ eid, rhythm }) => (rhythm ? [[eid, rhythm] as const] : [])))
}

const isToldFully = ({ contactEveryMinutes, sleepsFrom }: DeviceFacts): boolean =>
  contactEveryMinutes !== undefined && sleepsFrom !== undefined

/** What the operations that ended here have shown; the assumed shares keep some weight. */
async function historyIn(store: Store, tenant: string): Promise<History> {
  const counts = await store.countOperations({ tenant, open: false })
  const of = (...names: readonly string[]): number =>
    names.reduce((sum, name) => sum + (counts[name] ?? 0), 0)
  const failed = of('failed', 'rolled-back', 'unknown')
  const ended = of('serving', 'applied', 'attached') + failed
  return {
    ...assumedHistory,
    ended: assumedHistory.ended + ended,
    failed: assumedHistory.failed + failed,
  }
}

async function stockFor(
  store: Store,
  tenant: string,
  { wish }: CampaignPlan,
): Promise<number | undefined> {
  if (wish.kind !== 'swap' && wish.kind !== 'download') return undefined
  const { profile } = wish
  if (profile.kind !== 'stock') return undefined
  const levels = await store.stock(tenant)
  return levels
    .filter(({ operator }) => operator === profile.operator)
    .filter(({ profileType }) => !profile.profileType || profileType === profile.profileType)
    .reduce((sum, { available, reserved }) => sum + available + reserved, 0)
}

interface Given extends Read {
  readonly sizes: readonly number[]
  readonly startAt: number
  readonly now: number
  readonly seed: string
}

function taskOf(plan: CampaignPlan, given: Given): ForecastTask {
  const { book, devices, history, stock, sizes, startAt, now, seed } = given
  const { atOnce, perSmdpPerMinute, perOperatorPerMinute } = plan.rates
  return {
    classes: book.classes(devices),
    history,
    now,
    thresholds: plan.thresholds,
    seed,
    outline: {
      startAt,
      waves: plan.waves.map(({ name }, at) => ({ name, devices: sizes[at] ?? 0 })),
      windows: plan.windows,
      ...(atOnce === undefined ? {} : { atOnce }),
      perMinute: {
        ...(perSmdpPerMinute === undefined ? {} : { [smdpShared]: perSmdpPerMinute }),
        ...(perOperatorPerMinute === undefined ? {} : { [operatorShared]: perOperatorPerMinute }),
      },
      deviceDeadlineMs: plan.deviceDeadlineMs,
      approvalMs: 0,
      steps: stepsOf(plan),
      ...(stock === undefined ? {} : { stock }),
    },
  }
}

function stepsOf({ wish }: CampaignPlan): readonly StepKind['kind'][] {
  switch (wish.kind) {
    case 'swap':
      return wish.profile.kind === 'iccid'
        ? ['read', 'enable', 'confirm']
        : ['identify', 'read', 'download', 'enable', 'confirm']
    case 'download':
      return ['identify', 'read', 'download']
    case 'enable':
      return ['read', 'enable', 'confirm']
    case 'audit':
      return ['identify', 'read']
    default:
      return ['read', wish.kind]
  }
}

function observedIn({ waves }: CampaignState, tally: CampaignTally, now: number): Observed {
  return {
    now,
    waves: waves.map(({ index, openedAt, endedAt, phase }) => {
      const of = tally[index]
      const count = (group: Parameters<typeof countIn>[1]): number => (of ? countIn(of, group) : 0)
      return {
        ...(openedAt === undefined ? {} : { openedAt }),
        ...(endedAt === undefined || phase !== 'passed' ? {} : { endedAt }),
        succeeded: count('success'),
        failed: count('failure') + count('without-result') + count('out'),
      }
    }),
  }
}

const known = new Map<string, { readonly at: number; readonly forecast: Promise<Forecast> }>()

function remembered(key: string, now: number, make: () => Promise<Forecast>): Promise<Forecast> {
  const found = known.get(key)
  if (found && now - found.at < freshMs && now >= found.at) return found.forecast
  const forecast = make()
  known.set(key, { at: now, forecast })
  forecast.catch(() => known.delete(key))
  const [oldest] = known.keys()
  if (known.size > rememberedMax && oldest !== undefined) known.delete(oldest)
  return forecast
}

let queue: Promise<unknown> = Promise.resolve()

/** One after another; each has a deadline. */
function work(task: ForecastTask): Promise<Forecast> {
  const next = queue.then(() => workAlone(task))
  queue = next.catch((cause) => cause)
  return next
}

function workAlone(task: ForecastTask): Promise<Forecast> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../campaigns/forecast-worker.ts', import.meta.url), {
      workerData: task,
    })
    // A server that stops does not wait for it.
    worker.unref()
    const late = setTimeout(() => {
      reject(new Error('the forecast took too long'))
      worker.terminate()
    }, workMs)
    worker.once('message', (forecast: Forecast) => {
      clearTimeout(late)
      resolve(forecast)
    })
    worker.once('error', (cause) => {
      clearTimeout(late)
      reject(new Error('the forecast failed', { cause }))
    })
  })
}
