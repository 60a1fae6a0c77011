// What a tenant may do without further ado.

import { Type } from 'typebox'
import { Instant } from './value.ts'

export const LimitsShape = Type.Object(
  {
    devicesPerStart: Type.Integer({
      description: 'devices that one start outside a campaign may change; reading is not limited',
    }),
    devicesForYou: Type.Integer({
      description: 'the same for the caller: whoever raised the limit cannot use the raise',
    }),
    isUsual: Type.Boolean({ description: 'nobody set it' }),
    setAt: Type.Optional(Instant),
    setBy: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
  },
  { title: 'Limits' },
)
