// The embedded eIM's identity, and the data that associates a card with it (SGP.32 §5.9.4).

import { Type } from 'typebox'
import { route } from '../route.ts'
import { AddInitialEimShape, EimShape } from '../shapes/session.ts'
import { Eid } from '../shapes/value.ts'

export const eimRoutes = [
  route({
    name: 'eim',
    tag: 'eim',
    method: 'GET',
    path: '/v1/eim',
    permission: 'devices:read',
    summary: 'the eIM’s id, public key, polling address, and AddInitialEim data for new cards',
    reply: { kind: 'json', status: 200, shape: EimShape },
    problems: [],
  }),
  route({
    name: 'addInitialEim',
    tag: 'eim',
    method: 'POST',
    path: '/v1/devices/{eid}/add-initial-eim',
    permission: 'devices:write',
    summary: 'the AddInitialEim data for one card; records that the card is to be associated',
    params: Type.Object({ eid: Eid }),
    reply: { kind: 'json', status: 200, shape: AddInitialEimShape },
    problems: [404, 409],
  }),
] as const
