import type {
  Association,
  DeviceFacts,
  EuiccFacts,
  ProfileOnCard,
} from '@holdfast/fleet/card-state.ts'
import type { DeviceSummary } from '@holdfast/fleet/device-summary.ts'
import type { CardEvent } from '@holdfast/fleet/event.ts'
import type { Evidence } from '@holdfast/fleet/evidence.ts'
import type { OutcomeName, Reason } from '@holdfast/fleet/operation.ts'
import type { StepKind, WayBack } from '@holdfast/fleet/plan.ts'
import type { Wish, WishKind } from '@holdfast/fleet/wish.ts'
import { expect, expectTypeOf, it } from 'vitest'
import type { ShapeOf } from './route.ts'
import type * as device from './shapes/device.ts'
import type { EventShape } from './shapes/event.ts'
import type { ReasonShape } from './shapes/explanation.ts'
import type { StepShape, WayBackShape, WishShape } from './shapes/operation.ts'
import type { EvidenceShape, OutcomeShape, WishKindShape } from './shapes/value.ts'

it('fleet’s values fit the API’s shapes as they are', () => {
  expectTypeOf<DeviceSummary>().toExtend<ShapeOf<typeof device.DeviceRowShape>>()
  expectTypeOf<DeviceFacts>().toExtend<ShapeOf<typeof device.DeviceFactsShape>>()
  expectTypeOf<ProfileOnCard>().toExtend<ShapeOf<typeof device.ProfileShape>>()
  expectTypeOf<Association>().toExtend<ShapeOf<typeof device.AssociationShape>>()
  expectTypeOf<EuiccFacts>().toExtend<ShapeOf<typeof device.EuiccShape>>()
  expectTypeOf<CardEvent>().toExtend<ShapeOf<typeof EventShape>>()
  expectTypeOf<Reason>().toExtend<ShapeOf<typeof ReasonShape>>()
  expectTypeOf<WayBack>().toExtend<ShapeOf<typeof WayBackShape>>()
  expectTypeOf<Wish>().toExtend<ShapeOf<typeof WishShape>>()
})

it('the API knows the same words as fleet, no more and no fewer', () => {
  expectTypeOf<ShapeOf<typeof OutcomeShape>>().toEqualTypeOf<OutcomeName>()
  expectTypeOf<ShapeOf<typeof EvidenceShape>>().toEqualTypeOf<Evidence>()
  expectTypeOf<ShapeOf<typeof WishKindShape>>().toEqualTypeOf<WishKind>()
  expectTypeOf<ShapeOf<typeof StepShape>['kind']>().toEqualTypeOf<StepKind['kind']>()
  // The types above are checked by tsc; this keeps the test from being empty at run time.
  expect(true).toBe(true)
})
