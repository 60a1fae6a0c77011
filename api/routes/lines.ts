// Lines: what operators' systems say of the subscriptions behind the profiles.

import { Type } from 'typebox'
import { route } from '../route.ts'
import { LineListShape, LineReportShape, LinesTakenShape } from '../shapes/line.ts'
import { Eid } from '../shapes/value.ts'

export const lineRoutes = [
  route({
    name: 'reportLines',
    tag: 'lines',
    method: 'POST',
    path: '/v1/lines',
    permission: 'network:write',
    summary: 'states and allowances of lines as their operator’s system says them',
    body: {
      json: Type.Object(
        { lines: Type.Array(LineReportShape, { minItems: 1, maxItems: 10_000 }) },
        { additionalProperties: false },
      ),
    },
    reply: { kind: 'json', status: 200, shape: LinesTakenShape },
    problems: [400],
  }),
  route({
    name: 'deviceLines',
    tag: 'lines',
    method: 'GET',
    path: '/v1/devices/{eid}/lines',
    permission: 'devices:read',
    summary: 'the lines of a device’s profiles, each with its age',
    detail:
      'Each line says beforehand what suspending it would leave behind in the device, and a ' +
      'suspended one what the device needs when it is resumed.',
    params: Type.Object({ eid: Eid }),
    query: Type.Object({
      rejectCause: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 255,
          description: 'with which EMM cause this operator refuses suspended lines, if you know',
        }),
      ),
    }),
    reply: { kind: 'json', status: 200, shape: LineListShape },
    problems: [400, 404],
  }),
] as const
