// Reports from outside: the device's own software, and the network.

import { Type } from 'typebox'
import { route } from '../route.ts'
import { ContactReportShape, HeartbeatShape, NetworkEventShape } from '../shapes/contact.ts'

export const contactRoutes = [
  route({
    name: 'reportHeartbeats',
    tag: 'contacts',
    method: 'POST',
    path: '/v1/heartbeats',
    permission: 'heartbeat:write',
    summary: 'heartbeats of devices, each with the ICCID it came over',
    body: { json: Type.Array(HeartbeatShape, { minItems: 1, maxItems: 10_000 }) },
    reply: { kind: 'json', status: 200, shape: ContactReportShape },
    problems: [400],
  }),
  route({
    name: 'reportNetworkEvents',
    tag: 'contacts',
    method: 'POST',
    path: '/v1/network-events',
    permission: 'network:write',
    summary: 'attaches and rejects as a network saw them',
    body: { json: Type.Array(NetworkEventShape, { minItems: 1, maxItems: 10_000 }) },
    reply: { kind: 'json', status: 200, shape: ContactReportShape },
    problems: [400],
  }),
] as const
