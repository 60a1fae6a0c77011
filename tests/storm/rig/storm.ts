// One storm from beginning to end: the fleet, the server's lives, the people, the clocks, until the
// faults are over and everything had time to come to rest. The same seed and list give the same
// storm to the octet.

import type { Caller } from '@holdfast/api/handlers.ts'
import { scopes } from '@holdfast/api/scope.ts'
import { importCard } from '@holdfast/fleet/import-card.ts'
import { lastLoggedAt } from '@holdfast/server/last-logged.ts'
import { fleetRules } from '@holdfast/server/store/fleet-rules.ts'
import { MemoryStore } from '@holdfast/server/store/memory-store.ts'
import { StoreError } from '@holdfast/server/store/store-error.ts'
import type { World } from '@holdfast/server/world.ts'
import { countingEntropy } from '@holdfast/simulator/card/counting-entropy.ts'
import type { HttpReply, HttpRequest } from '@holdfast/simulator/device/https-client.ts'
import { rejectCauses } from '@holdfast/simulator/network/reject-cause.ts'
import type { DevicePlan } from '@holdfast/simulator/world/device-plan.ts'
import { usualStart } from '@holdfast/simulator/world/device-plan.ts'
import { type LifeClock, Timeline } from '@holdfast/simulator/world/timeline.ts'
import { calmIsOver } from './calm.ts'
import { DueFaults } from './due-faults.ts'
import { EsipaDoor, silence } from './esipa-door.ts'
import type { Evidence, LostLog } from './evidence.ts'
import { buildField, type Field, stormSmdps } from './field.ts'
import { freeUnused } from './free-stock.ts'
import { type Happening, isDeed } from './happening.ts'
import { HookDesk } from './hook-desk.ts'
import type { Identity } from './identity.ts'
import { MachineClocks } from './machine-clocks.ts'
import { type ApiAnswer, type ApiAsked, askApi, noAnswer } from './operator-door.ts'
import { orderEverything } from './order-desk.ts'
import { doDeed } from './person.ts'
import { readEvents, readStorm } from './read-storm.ts'
import { beginServerLife, type ServerLife } from './server-life.ts'
import { SmdpDoor } from './smdp-door.ts'
import { StormClient } from './storm-client.ts'
import { WireRecord } from './wire-record.ts'

export interface StormWish {
  readonly seed: number
  readonly devices: number
  readonly hours: number
  readonly happenings: readonly Happening[]
  readonly identity: Identity
  /** Only these devices live; all when absent. */
  readonly lives?: readonly number[]
  /** The calm ends after so many days, whatever is open. */
  readonly calmDaysMax?: number
  /** An empty one on a database; absent: one in memory. */
  readonly store?: Store
}

type Store = World['store']

const hourMs = 3_600_000
export const windowMs = 10_000
const strideMaxMs = hourMs
const serverOrder = 3e9
const personOrder = 4e9

export const tenants = ['default', 'other'] as const

/** When a person asks the SM-DP+ about codes that are held after a restore. */
const lookedAtAfterMs = 24 * hourMs

const tenantNumber = (n: number): 0 | 1 => (n % 5 === 4 ? 1 : 0)

export class Storm {
  readonly wish: StormWish
  readonly startAt = usualStart
  readonly steadyFrom: number
  readonly faults: DueFaults
  readonly tenants = tenants
  readonly wire = new WireRecord()
  readonly timeline: Timeline
  readonly field: Field
  readonly hook: HookDesk
  readonly smdps: ReturnType<typeof stormSmdps>
  readonly lostLogs: LostLog[] = []
  readonly failures: string[] = []
  readonly forged: Uint8Array[] = []
  store: Store
  /** Tenant and position of an event → when it was committed. */
  readonly committedAt = new Map<string, number>()
  #life: ServerLife | undefined
  /** Another process on the same database. */
  #second: ServerLife | undefined
  #turn = 0
  #lifeNumber = 0
  #upNow = this.startAt
  readonly #clocks = new MachineClocks()
  #isRestored = false
  #signedAt = 0
  #downUntil = 0
  #laterOrder = 5e9
  readonly #strangeTimes: readonly { readonly from: number; readonly until: number }[]

  constructor(wish: StormWish) {
    this.wish = wish
    this.store = wish.store ?? new MemoryStore(fleetRules)
    const { seed, devices, identity, happenings } = wish
    this.steadyFrom = this.startAt + wish.hours * hourMs
    this.faults = new DueFaults(happenings, this)
    this.timeline = new Timeline({
      startAt: this.startAt,
      windowMs,
      strideMaxMs,
      atOnce: 4,
      tell: (now) => this.#tell(now),
    })
    this.hook = new HookDesk({
      now: () => this.#upNow,
      faults: this.faults,
      timeline: this.timeline,
      device: (eid) => this.field.devices.find((device) => device?.plan.eid === eid),
      register: (iccid) => this.field.networkOf(iccid)?.register,
    })
    this.#strangeTimes = this.faults.all('eim-certificate').map(({ at, forMs }) => {
      this.faults.count('eim-certificate')
      const from = this.startAt + at
      return { from, until: Math.min(from + forMs, this.steadyFrom) }
    })
    this.smdps = stormSmdps(identity.pki, devices)
    this.field = buildField({
      ...{ seed, devices, startAt: this.startAt, steadyFrom: this.steadyFrom },
      ...{ faults: this.faults, timeline: this.timeline, pki: identity.pki },
      clientOf: (plan, now) => this.#clientOf(plan, now),
      reportLine: (line) => this.#reportLine(line),
      reportAttach: (iccid, verdict, { operator }) => {
        if (!operator.reportsAttaches || verdict.kind === 'no-coverage') return Promise.resolve()
        const { plmn } = operator
        const event =
          verdict.kind === 'registered'
            ? { iccid, kind: 'attach', plmn }
            : { iccid, kind: 'reject', plmn, cause: rejectCauses[verdict.reject].cause }
        return this.#reportNetwork(event)
      },
    })
  }

  tenantOf = (device: number): string => tenants[tenantNumber(device)]

  /** Runs it all. */
  async run(): Promise<Evidence> {
    await this.#prepare()
    this.field.beginLives(this.wish.lives)
    this.#beginServerFaults()
    this.#beginDeeds()
    await this.timeline.run(calmIsOver(this))
    return readStorm(this)
  }

  /** A request to the operator API in the name of a tenant. */
  async ask(tenant: string, asked: ApiAsked): Promise<ApiAnswer> {
    const life = this.#anyLife()
    if (!life) return noAnswer
    const caller: Caller = { actor: 'token:storm', name: 'storm', tenant, scopes }
    const answer = await askApi(life, caller, asked)
    if (answer.status === 500) this.failures.push(`${asked.method} ${asked.path}: ${answer.value}`)
    return answer
  }

  /** An error that nobody of the product caught: it ends the process, as Node would. */
  noteEscaped(cause: unknown): void {
    const told = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
    this.failures.push(`escaped: ${told}`)
    this.#life?.kill('an error that nobody caught')
    this.#second?.kill('an error that nobody caught')
  }

  /** A server that lives; by turns, while there are two. */
  #anyLife(): ServerLife | undefined {
    const living = [this.#life, this.#second].filter((life) => life?.death.isDead === false)
    this.#turn += 1
    return living[this.#turn % Math.max(1, living.length)]
  }

  /** Notes when events are committed, beside the product. */
  #watchCommits(): void {
    this.store.onCommitted((events) => {
      for (const { tenant, position } of events) {
        this.committedAt.set(`${tenant} ${position}`, this.#upNow)
      }
    })
  }

  async #prepare(): Promise<void> {
    const { seed } = this.wish
    this.#watchCommits()
    await this.#startServer()
    for (const plan of this.field.plans) {
      const tenant = this.tenantOf(plan.number)
      await this.store.onCard(plan.eid, (state) => {
        const { eid, serial, imei, model, firmware, module, country, site, form } = plan
        const device = { serial, imei, model, firmware, module, country, site, form }
        const row = { eid, device, generation: 'sgp32', iccids: [plan.factoryIccid] } as const
        return { ...importCard(state, row, 'person:storm', this.startAt), tenant }
      })
      const path = `/v1/devices/${plan.eid}/add-initial-eim`
      const { value } = await this.ask(tenant, { method: 'POST', path })
      const told = value as { readonly addInitialEimRequest: string }
      this.field.associate(plan.number, told.addInitialEimRequest)
    }
    const entropy = countingEntropy(`${seed} orders`)
    const rows = orderEverything({ smdps: this.smdps, now: this.startAt, entropy })
    for (const [i, tenant] of tenants.entries()) {
      // As the devices: every fifth is the other tenant's.
      const body = rows.filter((_, n) => tenantNumber(n) === i)
      await this.ask(tenant, { method: 'POST', path: '/v1/stock', body })
    }
    // What was prepared before the fleet woke up must not be lost by the first faults.
    await this.#restartServer()
  }

  /** A start that the database fails is tried again, as whatever watches the process would. */
  async #startServer(): Promise<void> {
    this.#lifeNumber += 1
    try {
      const life = await this.#newLife(`${this.#lifeNumber}`, () => {
        this.#downUntil = Math.max(this.#downUntil, this.#upNow + 5_000)
      })
      this.#life = life
      if (!life.death.isDead) this.#isRestored = false
    } catch (cause) {
      if (!(cause instanceof StoreError)) throw cause
      this.#downUntil = this.#upNow + 5_000
    }
  }

  #newLife(name: string, onDeath: () => void): Promise<ServerLife> {
    const { identity, seed, happenings } = this.wish
    const machine = name.startsWith('second') ? 'second' : 'first'
    const smdp = this.#smdpDoor
    return beginServerLife({
      identity,
      store: this.store,
      isRestored: this.#isRestored,
      signedAt: this.#signedAt,
      machineNow: () => this.#upNow + this.#clocks.skewMs(machine),
      databaseNow: () => this.#upNow + this.#clocks.skewMs('database'),
      upNow: () => this.#upNow,
      randomBytes: countingEntropy(`${seed} server ${name}`),
      carrier: smdp.carrier,
      faultNow: () => this.faults.take('commit', this.#upNow)?.how,
      isShared: happenings.some(({ kind }) => kind === 'second-server'),
      send: this.hook.send,
      onDeath,
      log: (level, text, facts) => {
        if (level === 'error') this.failures.push(`${text} ${JSON.stringify(facts)}`)
      },
    })
  }

  async #restartServer(): Promise<void> {
    this.#life?.kill('restart')
    await this.#startServer()
  }

  readonly #esipaDoor = new EsipaDoor({
    life: () => {
      const server = this.#isStranger() ? undefined : this.#anyLife()
      return server && { server, number: this.#lifeNumber }
    },
    now: () => this.#upNow,
    wire: this.wire,
    onFailure: (cause) =>
      this.failures.push(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)),
  })

  get #smdpDoor(): SmdpDoor {
    this.#smdp ??= new SmdpDoor({
      smdps: this.smdps,
      entropy: countingEntropy(`${this.wish.seed} smdp`),
      now: () => this.#upNow,
      startAt: this.startAt,
      faults: this.faults,
      wire: this.wire,
    })
    return this.#smdp
  }
  #smdp: SmdpDoor | undefined

  /** Time goes on: a dead server comes back, a living one does what is due. */
  async #tell(now: number): Promise<void> {
    this.#upNow = now
    if (this.#life?.death.isDead && now >= this.#downUntil) await this.#startServer()
    await this.#life?.moveTo(now)
    await this.#second?.moveTo(now)
  }

  #clientOf(plan: DevicePlan, now: () => number): StormClient {
    return new StormClient({
      device: plan.number,
      eid: plan.eid,
      keepsConnection: plan.connection === 'kept',
      now,
      faults: this.faults,
      esipa: this.#esipaDoor,
      smdp: this.#smdpDoor,
      api: (asked) => this.#askAsDevice(plan, asked),
      later: (at, work) => this.timeline.begin(this.#laterOrder++, at, work),
      onForged: (bytes) => void this.forged.push(bytes),
    })
  }

  async #askAsDevice(plan: DevicePlan, asked: HttpRequest): Promise<HttpReply> {
    const body: unknown = JSON.parse(new TextDecoder().decode(asked.body))
    const { method, url } = asked
    const tenant = this.tenantOf(plan.number)
    const { status } = await this.ask(tenant, { method, path: url.pathname, body })
    return status === 0 ? silence : { ...silence, status }
  }

  /** An operator's system knows its customers' lines, and tells each of them. */
  async #reportNetwork(event: { readonly iccid: string }): Promise<void> {
    for (const tenant of tenants) {
      await this.ask(tenant, { method: 'POST', path: '/v1/network-events', body: [event] })
    }
  }

  async #reportLine(line: object): Promise<void> {
    for (const tenant of tenants) {
      await this.ask(tenant, { method: 'POST', path: '/v1/lines', body: { lines: [line] } })
    }
  }

  #beginServerFaults(): void {
    const { faults, timeline, startAt } = this
    for (const { at, downMs } of faults.all('crash')) {
      timeline.begin(serverOrder, startAt + at, async ({ now }) => {
        faults.count('crash')
        this.#downUntil = Math.min(now + downMs, this.steadyFrom)
        this.#life?.kill('crash')
      })
    }
    this.#clocks.begin(this, serverOrder)
    for (const [n, { at, forMs }] of faults.all('second-server').entries()) {
      timeline.begin(serverOrder, startAt + at, (clock) => this.#liveSecond(clock, n, forMs))
    }
    for (const { at, backMs } of faults.all('restore')) this.#beginRestore(startAt + at, backMs)
  }

  async #liveSecond(clock: LifeClock, number: number, forMs: number): Promise<void> {
    this.faults.count('second-server')
    try {
      this.#second = await this.#newLife(`second ${number}`, () => undefined)
    } catch (cause) {
      if (!(cause instanceof StoreError)) throw cause
      return
    }
    await clock.until(Math.min(clock.now + forMs, this.steadyFrom))
    this.#second?.kill('it is taken away')
  }

  /** The certificate of its listener has expired: devices turn away. */
  #isStranger(): boolean {
    return this.#strangeTimes.some(({ from, until }) => this.#upNow >= from && this.#upNow < until)
  }

  #beginRestore(at: number, backMs: number): void {
    const { faults, timeline, startAt } = this
    timeline.begin(serverOrder, Math.max(startAt, at - backMs), async (clock) => {
      // A database is not copied: that is a test of its own.
      if (!(this.store instanceof MemoryStore)) return
      const backup = this.store.copy()
      await clock.until(at)
      faults.count('restore')
      this.#life?.kill('restore')
      this.#second?.kill('restore')
      this.lostLogs.push({ at: clock.now, events: await readEvents(this) })
      const seenAt = (this.#life?.seenAt() ?? 0) - 5 * 60_000
      this.#signedAt = Math.max(seenAt, (await lastLoggedAt(this.store)) ?? 0)
      this.store = backup
      this.#isRestored = true
      this.#watchCommits()
      await clock.until(clock.now + lookedAtAfterMs)
      await freeUnused(this)
    })
  }

  #beginDeeds(): void {
    const { timeline, startAt, field } = this
    const world = {
      plans: field.plans,
      tenantOf: this.tenantOf,
      ask: (tenant: string, asked: ApiAsked) => this.ask(tenant, asked),
      now: () => this.#upNow,
    }
    for (const [n, deed] of this.wish.happenings.entries()) {
      if (!isDeed(deed)) continue
      const label = `deed-${deed.at}-${deed.devices.join('-')}`
      timeline.begin(personOrder + n, startAt + deed.at, async () => {
        this.faults.count(`deed-${deed.wish}`)
        await doDeed(world, deed, label)
      })
    }
  }
}
