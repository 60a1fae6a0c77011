// Operations: judge a wish, start it for many devices, follow it, ask why, cancel it.

import { Type } from 'typebox'
import { route } from '../route.ts'
import { ExplainedAt } from '../shapes/explanation.ts'
import { OperationPage, OperationShape } from '../shapes/operation.ts'
import { Counts, Cursor, Eid, Limit, OutcomeShape } from '../shapes/value.ts'
import { BatchShape, DryRunShape, StartedShape, WishRequestShape } from '../shapes/wish-request.ts'

const OneOperation = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) })

const Which = {
  outcome: Type.Optional(Type.Array(OutcomeShape, { description: 'repeat for more than one' })),
  batchId: Type.Optional(Type.String({ maxLength: 100 })),
  eid: Type.Optional(Eid),
  open: Type.Optional(Type.Boolean()),
}

const IdempotencyKey = Type.String({
  minLength: 8,
  maxLength: 200,
  description: 'the same key gives the same answer and starts nothing twice',
})

export const operationRoutes = [
  route({
    name: 'dryRun',
    tag: 'operations',
    method: 'POST',
    path: '/v1/operations/dry-run',
    permission: 'operations:read',
    summary: 'what a wish would do: who is hit, which steps, why it is safe, what it costs',
    body: { json: WishRequestShape },
    reply: { kind: 'json', status: 200, shape: DryRunShape },
    problems: [400, 404, 422],
  }),
  route({
    name: 'startOperations',
    tag: 'operations',
    method: 'POST',
    path: '/v1/operations',
    permission: 'operations:write',
    summary: 'start one operation per device that allows it',
    detail:
      'Devices that refuse the wish are counted by code and left alone. 409 `target-changed` when ' +
      'expectedDevices is given and the target has another number of devices; 422 ' +
      '`start-needs-campaign` when it would change more devices than the limit (GET /v1/limits), or ' +
      'when a rule of their country asks for approvals; 409 ' +
      '`idempotency-key-reused` when the key came before with another body.',
    headers: Type.Object({ 'idempotency-key': Type.Optional(IdempotencyKey) }),
    body: { json: WishRequestShape },
    reply: { kind: 'json', status: 201, shape: StartedShape },
    problems: [400, 404, 409, 422],
  }),
  route({
    name: 'batch',
    tag: 'operations',
    method: 'GET',
    path: '/v1/batches/{batchId}',
    permission: 'operations:read',
    summary: 'how far the operations of one start have come',
    params: Type.Object({ batchId: Type.String({ minLength: 1, maxLength: 100 }) }),
    reply: { kind: 'json', status: 200, shape: BatchShape },
    problems: [404],
  }),
  route({
    name: 'listOperations',
    tag: 'operations',
    method: 'GET',
    path: '/v1/operations',
    permission: 'operations:read',
    summary: 'operations, newest first',
    query: Type.Object({
      ...Which,
      limit: Type.Optional(Limit),
      cursor: Type.Optional(Cursor),
    }),
    reply: { kind: 'json', status: 200, shape: OperationPage },
    problems: [400],
  }),
  route({
    name: 'countOperations',
    tag: 'operations',
    method: 'GET',
    path: '/v1/operations/counts',
    permission: 'operations:read',
    summary: 'operations by outcome',
    query: Type.Object(Which),
    reply: {
      kind: 'json',
      status: 200,
      shape: Type.Object({ total: Type.Integer(), outcomes: Counts }),
    },
    problems: [400],
  }),
  route({
    name: 'operation',
    tag: 'operations',
    method: 'GET',
    path: '/v1/operations/{id}',
    permission: 'operations:read',
    summary: 'one operation with its plan',
    params: OneOperation,
    reply: { kind: 'json', status: 200, shape: OperationShape },
    problems: [404],
  }),
  route({
    name: 'explainOperation',
    tag: 'operations',
    method: 'GET',
    path: '/v1/operations/{id}/explain',
    permission: 'operations:read',
    summary: 'why the operation is where it is, and what it waits for',
    params: OneOperation,
    reply: { kind: 'json', status: 200, shape: ExplainedAt },
    problems: [404],
  }),
  route({
    name: 'cancelOperation',
    tag: 'operations',
    method: 'POST',
    path: '/v1/operations/{id}/cancel',
    permission: 'operations:write',
    summary: 'cancel; a request only, once the package has left',
    params: OneOperation,
    reply: {
      kind: 'json',
      status: 200,
      shape: Type.Object({
        result: Type.Enum(['cancelled', 'asked'], {
          description: '`asked`: the card may have the package already',
        }),
        operation: OperationShape,
      }),
    },
    problems: [404, 409],
  }),
] as const
