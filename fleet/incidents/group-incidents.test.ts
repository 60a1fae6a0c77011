import { describe, expect, it } from 'vitest'
import { causeTable } from '../silence/cause.ts'
import { groupIncidents, type Incident, incidentWords, type OpenCase } from './group-incidents.ts'
import { runbooks } from './runbooks.ts'

const hour = 3_600_000
const now = 1_800_000_000_000

const suspended = (n: number, more: Partial<OpenCase> = {}): OpenCase => ({
  eid: `device-${n}`,
  cause: 'line-suspended',
  raisedAt: now - n * hour,
  operator: 'nordtel',
  ...more,
})

const three = [1, 2, 3].map((n) => suspended(n))

describe('incidents', () => {
  it('open when three devices of one operator fell silent for one cause within a day', () => {
    const { incidents, eids } = groupIncidents(three, [], now)
    expect(incidents).toMatchObject([
      { cause: 'line-suspended', class: 'suspended', about: { operator: 'nordtel' }, devices: 3 },
    ])
    const [incident] = incidents as [Incident]
    expect(incident.openedAt).toBe(now - 3 * hour)
    expect(eids.get(incident.incidentId)).toEqual(['device-1', 'device-2', 'device-3'])
    expect(incidentWords(incident)).toBe('3 devices (nordtel): the operator has suspended the line')
  })

  it.each([
    ['two devices', three.slice(1)],
    ['two operators', [...three.slice(1), suspended(1, { operator: 'costera' })]],
    ['two causes', [...three.slice(1), suspended(1, { cause: 'line-barred' })]],
    ['a week', three.map((one, i) => ({ ...one, raisedAt: now - i * 60 * hour }))],
    ['a week ago', three.map((one) => ({ ...one, raisedAt: one.raisedAt - 168 * hour }))],
    ['causes of single devices', three.map((one) => ({ ...one, cause: 'late-before' as const }))],
  ])('do not open for %s', (_what, cases) => {
    expect(groupIncidents(cases, [], now).incidents).toEqual([])
  })

  it('stay as they are while nothing changes, grow, and shrink', () => {
    const [opened] = groupIncidents(three, [], now).incidents as [Incident]
    expect(groupIncidents(three, [opened], now + hour).incidents).toEqual([])
    const four = [...three, suspended(4, { raisedAt: now + hour })]
    const [grown] = groupIncidents(four, [opened], now + 2 * hour).incidents as [Incident]
    expect(grown).toMatchObject({ devices: 4, devicesEver: 4, incidentId: opened.incidentId })
    const [shrunk] = groupIncidents(three.slice(2), [grown], now + 3 * hour).incidents
    expect(shrunk).toMatchObject({ devices: 1, devicesEver: 4 })
    expect(shrunk?.endedAt).toBeUndefined()
  })

  it('end when no device is left, or hardly one and none came within a day', () => {
    const [opened] = groupIncidents(three, [], now).incidents as [Incident]
    const [gone] = groupIncidents([], [opened], now + hour).incidents
    expect(gone).toMatchObject({ devices: 0, endedAt: now + hour })
    const rest = three.slice(2)
    expect(groupIncidents(rest, [opened], now + hour).incidents[0]?.endedAt).toBeUndefined()
    const [over] = groupIncidents(rest, [opened], now + 25 * hour).incidents
    expect(over?.endedAt).toBe(now + 25 * hour)
  })

  it('have a runbook for every cause that is not of one device alone', () => {
    const without = Object.keys(causeTable).filter((code) => !(code in runbooks))
    expect(without).toEqual([
      'sleep-window',
      'late-before',
      'silent-after-waking',
      'awaiting-restart',
      'none-enabled',
      'other-eim',
    ])
  })
})
