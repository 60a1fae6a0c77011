// Devices: the list, its facets, one device, what happened to it and why.

import { Type } from 'typebox'
import { route } from '../route.ts'
import { DevicePage, DeviceShape, FacetsShape } from '../shapes/device.ts'
import { MessageShape, TimelineEntryShape } from '../shapes/event.ts'
import { ExplainedAt } from '../shapes/explanation.ts'
import { Cursor, Eid, Instant, Limit } from '../shapes/value.ts'

const OneDevice = Type.Object({ eid: Eid })

const FilterText = Type.String({
  maxLength: 2000,
  description: 'filter language, e.g. `country:DE,FR operator:nordtel open:yes silent:>2d meter`',
})

export const deviceRoutes = [
  route({
    name: 'listDevices',
    tag: 'devices',
    method: 'GET',
    path: '/v1/devices',
    permission: 'devices:read',
    summary: 'devices that a filter matches, by EID',
    query: Type.Object({
      q: Type.Optional(FilterText),
      limit: Type.Optional(Limit),
      cursor: Type.Optional(Cursor),
    }),
    reply: { kind: 'json', status: 200, shape: DevicePage },
    problems: [400],
  }),
  route({
    name: 'deviceFacets',
    tag: 'devices',
    method: 'GET',
    path: '/v1/devices/facets',
    permission: 'devices:read',
    summary: 'how many devices of a filter have each generation, country, operator, …',
    query: Type.Object({ q: Type.Optional(FilterText) }),
    reply: { kind: 'json', status: 200, shape: FacetsShape },
    problems: [400],
  }),
  route({
    name: 'device',
    tag: 'devices',
    method: 'GET',
    path: '/v1/devices/{eid}',
    permission: 'devices:read',
    summary: 'all that is known of a device and its card, with evidence and age',
    params: OneDevice,
    reply: { kind: 'json', status: 200, shape: DeviceShape },
    problems: [404],
  }),
  route({
    name: 'deviceTimeline',
    tag: 'devices',
    method: 'GET',
    path: '/v1/devices/{eid}/timeline',
    permission: 'devices:read',
    summary: 'what happened to a device, in words, oldest first',
    params: OneDevice,
    query: Type.Object({
      after: Type.Optional(
        Type.Integer({ minimum: 0, description: 'only entries past this position in the log' }),
      ),
      limit: Type.Optional(Limit),
    }),
    reply: {
      kind: 'json',
      status: 200,
      shape: Type.Object({ items: Type.Array(TimelineEntryShape), now: Instant }),
    },
    problems: [404],
  }),
  route({
    name: 'deviceMessages',
    tag: 'devices',
    method: 'GET',
    path: '/v1/devices/{eid}/messages',
    permission: 'devices:read',
    summary: 'the raw messages of a device, newest first',
    params: OneDevice,
    query: Type.Object({ limit: Type.Optional(Limit) }),
    reply: { kind: 'json', status: 200, shape: Type.Object({ items: Type.Array(MessageShape) }) },
    problems: [404],
  }),
  route({
    name: 'explainDevice',
    tag: 'devices',
    method: 'GET',
    path: '/v1/devices/{eid}/explain',
    permission: 'devices:read',
    summary: 'why the device is as it is, and what it waits for',
    params: OneDevice,
    reply: { kind: 'json', status: 200, shape: ExplainedAt },
    problems: [404],
  }),
] as const
