// A checker that cannot fail is worth nothing: each is shown the evidence of a storm that went well
// with one record made false, and must say so.

import { carry } from '@holdfast/asn1/constructed.ts'
import { parseHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { encodeEid } from '@holdfast/gsma/ids/eid.ts'
import { encodeIccid, type Iccid } from '@holdfast/gsma/ids/iccid.ts'
import {
  euiccPackageRequest,
  euiccPackageSigned,
  type Psmo,
} from '@holdfast/gsma/sgp32/euicc-package.ts'
import { DeviceTruth } from '@holdfast/simulator/world/truth.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Evidence, FieldedDevice, LoggedEvent } from '../rig/evidence.ts'
import type { HookSeen } from '../rig/hook-desk.ts'
import { stormIdentity } from '../rig/identity.ts'
import { planStorm } from '../rig/plan-storm.ts'
import { Storm } from '../rig/storm.ts'
import { acknowledged, handedOut } from '../rig/wire-reading.ts'
import type { EsipaExchange } from '../rig/wire-record.ts'
import { allCheckers, checkAll } from './all-checkers.ts'

let good: Evidence

beforeAll(async () => {
  const size = { seed: 5, devices: 10, hours: 72 }
  const storm = new Storm({ ...size, happenings: planStorm(size), identity: stormIdentity() })
  good = await storm.run()
})

/** The invariants that this evidence breaks. */
const broken = (evidence: Evidence): readonly string[] => [
  ...new Set(checkAll(evidence).map(({ invariant }) => invariant)),
]

const withLog = (change: (log: readonly LoggedEvent[]) => readonly LoggedEvent[]): Evidence => ({
  ...good,
  logs: new Map([...good.logs].map(([tenant, log]) => [tenant, change(log)])),
})

/** The log with one more event after the first that fits. */
const doubled = (fits: (event: LoggedEvent) => boolean, how = (event: LoggedEvent) => event) =>
  withLog((log) => {
    const at = log.findIndex(fits)
    const event = log[at]
    return event ? [...log.slice(0, at + 1), how(event), ...log.slice(at + 1)] : log
  })

const first = (kind: string) => {
  const event = [...good.logs.values()].flat().find(({ fact }) => fact.kind === kind)
  if (!event) throw new Error(`no ${kind} in this storm`)
  return event
}

const packages = () => good.esipa.filter((one) => handedOut(one)?.signed)

/** An exchange in which a card is handed this command. */
function commanding(psmo: (exchange: EsipaExchange) => Psmo): EsipaExchange {
  const [one] = packages()
  if (!one) throw new Error('no package in this storm')
  const signed = carry(euiccPackageSigned, {
    eimId: 'eim',
    eidValue: encodeEid(good.devices[one.device]?.plan.eid as never),
    counterValue: 999,
    eimTransactionId: parseHex('AA'),
    euiccPackage: { kind: 'psmoList', value: [psmo(one)] },
  })
  const eimSignature = new Uint8Array(64)
  const request = encode(euiccPackageRequest, { euiccPackageSigned: signed, eimSignature })
  return { ...one, path: '/gsma/rsp2/asn1', reply: tlv(0xbf4f, request) }
}

const adding = (exchange: EsipaExchange): Evidence => ({
  ...good,
  esipa: [...good.esipa, exchange],
})

const enabledThen = ({ device, at }: EsipaExchange): Uint8Array =>
  encodeIccid(good.devices[device]?.truth.at(at)?.enabled as Iccid)

describe('the checkers', () => {
  it('find nothing in a storm that went well, and have each invariant once', () => {
    expect(broken(good)).toEqual([])
    const names = allCheckers.map(({ invariant }) => invariant)
    expect(new Set(names).size).toBe(15)
  })

  it('S1 sees a counter that left twice, and two packages out at once', () => {
    const [one] = packages()
    const again = commanding(() => ({ kind: 'listProfileInfo', value: {} }) as Psmo)
    expect(broken(adding({ ...again, order: (one?.order ?? 0) + 1 }))).toContain('S1')
    const other = { eimTransactionId: 'FF' }
    const isOut = ({ fact }: LoggedEvent) => fact.kind === 'dispatched'
    const two = doubled(isOut, (event) => ({
      ...event,
      fact: { ...event.fact, inFlight: { ...(event.fact.inFlight as object), ...other } },
    }))
    expect(broken(two)).toContain('S1')
  })

  it('S2 sees a result applied twice, and a number acknowledged that is nowhere', () => {
    const isResult = ({ fact }: LoggedEvent) =>
      fact.kind === 'result-applied' && fact.eimTransactionId !== undefined
    expect(broken(doubled(isResult))).toContain('S2')
    const forgotten = withLog((log) => log.filter(({ fact }) => fact.kind !== 'result-applied'))
    expect(broken(forgotten)).toContain('S2')
  })

  it('S2 sees a duplicate without its number, unless the card cannot prove it yet', () => {
    const one = good.esipa.find((exchange) => (acknowledged(exchange) ?? []).length > 0)
    if (!one) throw new Error('no acknowledged result in this storm')
    const isJson = one.path.includes('/esipa/')
    const reply = isJson ? new TextEncoder().encode('{}') : parseHex('BF5003BF5300')
    const duplicate = { ...one, reply }
    expect(acknowledged(duplicate)).toEqual([])
    expect(broken(adding(duplicate))).toContain('S2')
    const withCertificates = (when: 'after' | 'before'): Evidence => {
      const distrusted = (event: LoggedEvent): LoggedEvent => ({
        ...event,
        trueAt: one.at,
        fact: { kind: 'result-distrusted' },
      })
      const log = [...good.logs.values()].flat().filter(({ eid }) => eid === one.eid)
      const [known] = log.filter(({ fact }) => fact.kind === 'card-identified')
      const others = log.filter((event) => event !== known)
      const [first] = others
      if (!first || !known) throw new Error('no such card')
      const pair = when === 'after' ? [distrusted(first), known] : [known, distrusted(first)]
      return { ...adding(duplicate), logs: new Map([['lost', [...pair, ...others]]]) }
    }
    const duplicates = (evidence: Evidence) =>
      checkAll(evidence).filter(({ what }) => what.includes('a duplicate was answered'))
    expect(duplicates(withCertificates('after'))).toEqual([])
    expect(duplicates(withCertificates('before'))).toHaveLength(1)
  })

  it('S3 sees an unknown outcome settled by the clock, and a success that was none', () => {
    const isChange = ({ fact }: LoggedEvent) => fact.kind === 'outcome-changed'
    const guessed = doubled(isChange, (event) => ({
      ...event,
      actor: 'clock',
      fact: { ...event.fact, from: 'unknown', to: 'failed' },
    }))
    expect(broken(guessed)).toContain('S3')
    const operations = good.operations.map((one) =>
      one.outcome === 'serving' ? { ...one, targetIccid: '8900000000000000000' } : one,
    )
    expect(broken({ ...good, operations })).toContain('S3')
  })

  it('S3 sees a switch that was made and told as failed, and none that another one made', () => {
    const made = good.operations.find(({ wish, targetIccid, eid, outcome }) => {
      const last = good.devices.find(({ plan }) => plan.eid === eid)?.truth.last
      const isLast = last?.enabled === targetIccid && last?.enabledBy === 'package'
      return isLast && outcome === 'serving' && wish.kind !== 'download'
    })
    if (!made?.endedAt) throw new Error('no switch in this storm')
    const told = (endedAt: number) => {
      const failed = { ...made, outcome: 'failed', endedAt, reason: { code: 'x', why: 'y' } }
      return broken({ ...good, operations: [failed] })
    }
    expect(told(made.endedAt)).toContain('S3')
    const { truth } = good.devices.find(({ plan }) => plan.eid === made.eid) as FieldedDevice
    const other = truth.moments.findLastIndex(({ enabled }) => enabled !== made.targetIccid)
    expect(told((truth.moments[other + 1]?.at ?? 0) - 1)).not.toContain('S3')
  })

  it('S4 sees the enabled profile disabled and the last one deleted', () => {
    const disable = commanding((one) => ({ kind: 'disable', value: { iccid: enabledThen(one) } }))
    expect(broken(adding(disable))).toContain('S4')
    const iccid = encodeIccid('8999901900000000001' as Iccid)
    const enable = commanding(() => ({ kind: 'enable', value: { iccid } }))
    const devices = good.devices.map((device) => {
      const truth = new DeviceTruth(device.plan.eid)
      for (const { at, fallback: _, ...moment } of device.truth.moments) truth.change(at, moment)
      return { ...device, truth }
    })
    expect(broken({ ...adding(enable), devices })).toContain('S4')
  })

  it('S5 sees codes that are nowhere, and one that two cards hold', () => {
    const stock = good.stock.map((level) => ({ ...level, available: level.available + 1 }))
    expect(broken({ ...good, stock })).toContain('S5')
    const created = (eid: string, operationId: string): LoggedEvent => {
      const profile = { kind: 'activation-code', iccid: '8999901200000000000' }
      const operation = { operationId, wish: { kind: 'swap', profile }, deadlineAt: Infinity }
      return { ...first('operation-created'), eid, fact: { kind: 'operation-created', operation } }
    }
    const [one, two] = good.devices.filter(({ tenant }) => tenant === 'default')
    const log = good.logs.get('default') ?? []
    const given = [created(one?.plan.eid ?? '', 'A'), created(two?.plan.eid ?? '', 'B')]
    const logs = new Map(good.logs).set('default', [...log, ...given])
    expect(broken({ ...good, logs })).toContain('S5')
  })

  it('S6 sees an octet that another one put in its place', () => {
    const es9 = good.es9.map((one) =>
      one.by === 'eim'
        ? { ...one, reply: one.reply.replace(/("serverSigned1":")..../, '$1AAAA') }
        : one,
    )
    expect(broken({ ...good, es9 })).toContain('S6')
  })

  it('S7 sees a proven fact that never was', () => {
    const isProven = ({ fact }: LoggedEvent) =>
      fact.kind === 'profiles-read' && fact.evidence === 'proven'
    const lied = doubled(isProven, (event) => ({
      ...event,
      fact: { ...event.fact, profiles: [{ iccid: '8900000000000000000', state: 'enabled' }] },
    }))
    expect(broken(lied)).toContain('S7')
  })

  it('S8 sees a card in another tenant’s log, and one that was shown to a stranger', () => {
    const logs = new Map(good.logs)
    logs.set('other', [...(logs.get('other') ?? []), first('card-imported')])
    expect(broken({ ...good, logs })).toContain('S8')
    const [own] = good.devices
    const text = `{"eid":"${own?.plan.eid}"}`
    const peek = { at: 0, tenant: 'other', path: '/v1/devices', status: 200, text }
    expect(broken({ ...good, peeks: [peek] })).toContain('S8')
  })

  it('S9 sees a package of a campaign that was stopped, and a wave that was never opened', () => {
    const subject = { kind: 'campaign', id: 'C' }
    const fact = (kind: string, more: object = {}): LoggedEvent => ({
      ...first('operation-created'),
      eid: undefined as never,
      subject,
      fact: { kind, ...more },
    })
    const operation = { operationId: 'X', campaign: { campaignId: 'C', wave: 0 }, wish: {} }
    const created = {
      ...first('operation-created'),
      fact: { kind: 'operation-created', operation },
    }
    const inFlight = { operationId: 'X', eimTransactionId: '00' }
    const sent = { ...first('dispatched'), fact: { kind: 'dispatched', inFlight } }
    const check = (events: readonly LoggedEvent[]) =>
      broken({ ...good, logs: new Map(good.logs).set('default', events) })
    const started = [fact('campaign-started'), created]
    const open = fact('wave-opened', { wave: 0 })
    expect(check([...started, open, sent])).not.toContain('S9')
    expect(check([...started, sent])).toContain('S9')
    expect(check([...started, open, fact('campaign-aborted'), sent])).toContain('S9')
  })

  it('S10 sees a text of the log that is another one than was signed', () => {
    const audits = new Map(good.audits)
    const log = audits.get('default')
    if (!log) throw new Error('no log')
    audits.set('default', { ...log, texts: log.texts.with(0, `${log.texts[0]} `) })
    expect(broken({ ...good, audits })).toContain('S10')
  })

  it('S11 sees an order tried too often, and a card asked without end', () => {
    const orders = good.orders.map((order) => ({ ...order, downloadAttempts: 6 }))
    expect(broken({ ...good, orders })).toContain('S11')
    const sent = Array.from({ length: 50 }, () => first('dispatched'))
    expect(broken(withLog((log) => [...log, ...sent]))).toContain('S11')
  })

  it('S11 sees a device woken all day, and an operator asked unsigned or without end', () => {
    const call = { at: good.startAt, eid: '8904', action: 'wake', body: '{}', isSigned: true }
    const woken = Array.from({ length: 5 }, (_, n) => ({ ...call, id: `W${n}` }) as HookSeen)
    const asked = (list: readonly HookSeen[]) => broken({ ...good, lostLogs: [], asked: list })
    expect(asked(woken.slice(0, 3))).not.toContain('S11')
    expect(asked(woken)).toContain('S11')
    const [one] = woken as [HookSeen]
    expect(asked(Array.from({ length: 9 }, () => one))).toContain('S11')
    expect(asked([one, { ...one, body: '{"other":1}' }])).toContain('S11')
    expect(asked([{ ...one, isSigned: false }])).toContain('S11')
  })

  it('S12 sees a change begun after its deadline, and time that falls', () => {
    const late = withLog((log) =>
      log.map((event) => ({ ...event, trueAt: (event.trueAt ?? event.at) + 365 * 86_400_000 })),
    )
    expect(broken(late)).toContain('S12')
    const isAny = ({ fact }: LoggedEvent) => fact.kind === 'dispatched'
    const fallen = doubled(isAny, (event) => ({ ...event, at: event.at - 3_600_000 }))
    expect(broken(fallen)).toContain('S12')
    for (const byMs of [-7_200_000, 7_200_000]) {
      const wrong = withLog((log) => log.map((event) => ({ ...event, at: event.at + byMs })))
      expect(broken(wrong)).toContain('S12')
    }
  })

  it('L1 sees an operation without an end, and an inventory that is not the card’s', () => {
    const operations = good.operations.map(({ endedAt: _, ...one }) => one)
    const endedAt = good.steadyFrom + 45 * 86_400_000
    expect(broken({ ...good, operations, endedAt })).toContain('L1')
    const devices = good.devices.map((device) => {
      const shown = device.shown && { ...device.shown, profiles: device.shown.profiles.slice(1) }
      return { ...device, shown }
    })
    expect(broken({ ...good, devices })).toContain('L1')
  })

  it('L2 sees a device that is refused again and again, and an error of the server', () => {
    const [one] = packages()
    if (!one) throw new Error('no package')
    const refused = { ...one, at: good.endedAt, status: 400, reply: new Uint8Array() }
    const esipa = [...good.esipa, ...Array.from({ length: 20 }, () => refused)]
    expect(broken({ ...good, esipa })).toContain('L2')
    expect(broken({ ...good, failures: ['TypeError: x is not a function'] })).toContain('L2')
  })

  it('L3 sees an end without a reason', () => {
    const operations = good.operations.map(({ reason: _, ...one }) => ({
      ...one,
      outcome: 'failed',
    }))
    expect(broken({ ...good, operations })).toContain('L3')
  })
})
