import { describe, expect, test } from 'vitest'
import {
  formatEs2plusRequest,
  formatEs2plusResponse,
  parseEs2plusRequest,
  parseEs2plusResponse,
} from './es2plus.ts'

const header = { functionRequesterIdentifier: 'req1', functionCallIdentifier: 'FCI-1-1' }
const iccid = '8900012345678901234'
const done = { functionExecutionStatus: { status: 'Executed-Success' } }

describe('requests of a recorded client', () => {
  test.each<[string, Record<string, unknown>]>([
    ['downloadOrder', { header, profileType: 'T1' }],
    ['confirmOrder', { header, iccid: `${iccid}1`, matchingId: 'MID-1', releaseFlag: true }],
    ['releaseProfile', { header, iccid: `${iccid}1` }],
    [
      'cancelOrder',
      { header, iccid: `${iccid}1`, finalProfileStatusIndicator: 'Available', matchingId: 'M' },
    ],
    [
      'handleDownloadProgressInfo',
      {
        header,
        iccid: `${iccid}1`,
        profileType: 'T1',
        timestamp: '2026-01-31T12:00:00Z',
        notificationPointId: 3,
        notificationPointStatus: { status: 'Executed-Success' },
        resultData: 'vzcA',
      },
    ],
  ])('%s is read and written again', (name, body) => {
    const request = parseEs2plusRequest(name, body)
    if (!request.ok) throw new Error(request.why)
    expect(request.value.kind).toBe(name)
    expect(formatEs2plusRequest(request.value)).toEqual(body)
  })

  test('a 19-digit ICCID is its digits here and padded on the wire', () => {
    const request = parseEs2plusRequest('releaseProfile', { header, iccid: `${iccid}F` })
    expect(request).toMatchObject({ value: { value: { iccid } } })
    if (!request.ok) throw new Error(request.why)
    expect(formatEs2plusRequest(request.value)).toMatchObject({ iccid: `${iccid}F` })
  })

  test.each<[string, unknown, string]>([
    ['downloadOrder', { header }, 'iccid'],
    ['downloadOrder', { profileType: 'T1' }, 'header'],
    ['downloadOrder', { header: {}, profileType: 'T1' }, 'functionRequesterIdentifier'],
    ['downloadOrder', { header, iccid: '89x' }, 'iccid'],
    ['downloadOrder', { header, iccid, eid: '89' }, 'eid'],
    ['confirmOrder', { header, iccid }, 'releaseFlag'],
    ['confirmOrder', { header, iccid, releaseFlag: 'yes' }, 'releaseFlag'],
    [
      'cancelOrder',
      { header, iccid, finalProfileStatusIndicator: 'Gone' },
      'finalProfileStatusIndicator',
    ],
  ])('%s %j is refused naming %s', (name, body, field) => {
    expect(parseEs2plusRequest(name, body)).toMatchObject({ ok: false, field })
  })

  test('an unknown function is refused', () => {
    expect(parseEs2plusRequest('toString', {})).toMatchObject({ code: 'unknown-function' })
  })
})

describe('responses', () => {
  test('what was promised is there', () => {
    const body = { header: done, iccid: `${iccid}F` }
    const response = parseEs2plusResponse('downloadOrder', body)
    expect(response).toMatchObject({ ok: true, value: { iccid } })
    if (!response.ok) throw new Error(response.why)
    expect(formatEs2plusResponse(response.value)).toEqual(body)
  })

  test('a success without what it promises is refused', () => {
    expect(parseEs2plusResponse('confirmOrder', { header: done })).toMatchObject({
      ok: false,
      field: 'matchingId',
    })
    expect(parseEs2plusResponse('cancelOrder', { header: done })).toMatchObject({ ok: true })
    expect(parseEs2plusResponse('cancelOrder', {})).toMatchObject({ field: 'header' })
  })

  test('a failure is a value with its status', () => {
    const statusCodeData = { subjectCode: '8.2.1', reasonCode: '3.9' }
    const failed = { functionExecutionStatus: { status: 'Failed', statusCodeData } }
    expect(parseEs2plusResponse('confirmOrder', { header: failed })).toEqual({
      ok: true,
      value: { execution: { status: 'Failed', statusCodeData } },
    })
  })
})
