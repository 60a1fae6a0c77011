// An operation as the API shows it: codes masked, steps in words, and what may be done with it.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { OperationShape, PlanShape, StepShape } from '@holdfast/api/shapes/operation.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import type { Plan, Step } from '@holdfast/fleet/plan.ts'
import { stepInWords } from '@holdfast/fleet/step-words.ts'
import { operationCan } from '@holdfast/fleet/what-can-be-done.ts'
import { maskWish } from '../../secrets/mask-secrets.ts'

export type OperationView = ShapeOf<typeof OperationShape>

/** The operation, for anybody who may read operations. */
export function viewOperation(operation: Operation): OperationView {
  const { wish, plan, ...rest } = operation
  return {
    ...shownFields(rest),
    wish: maskWish(wish),
    plan: viewPlan(plan),
    can: operationCan(operation),
  }
}

type Rest = Omit<Operation, 'wish' | 'plan'>

/** The members of the contract, and no others. */
function shownFields(rest: Rest): Omit<OperationView, 'wish' | 'plan' | 'can'> {
  const { operationId, eid, stepIndex, outcome, createdAt, createdBy, deadlineAt } = rest
  const { reason, stepDeadlineAt, batchId, endedAt, targetIccid, formerIccid } = rest
  return {
    ...{ operationId, eid, stepIndex, outcome, createdAt, createdBy, deadlineAt },
    ...(reason === undefined ? {} : { reason }),
    ...(stepDeadlineAt === undefined ? {} : { stepDeadlineAt }),
    ...(batchId === undefined ? {} : { batchId }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(targetIccid === undefined ? {} : { targetIccid }),
    ...(formerIccid === undefined ? {} : { formerIccid }),
  }
}

/** The plan with its steps in words. */
export const viewPlan = (plan: Plan): ShapeOf<typeof PlanShape> => ({
  steps: plan.steps.map(viewStep),
  goal: plan.goal,
  whySafe: plan.whySafe,
  madeAt: plan.madeAt,
})

export function viewStep(planned: Step): ShapeOf<typeof StepShape> {
  const { step, deadlineMs, dispatchDeadlineMs, proof, wayBack } = planned
  return {
    kind: step.kind,
    words: stepInWords(step),
    ...('iccid' in step && step.iccid !== undefined ? { iccid: step.iccid } : {}),
    ...('route' in step && step.route !== undefined ? { route: step.route } : {}),
    ...('rollbackFlag' in step ? { rollbackFlag: step.rollbackFlag } : {}),
    ...{ deadlineMs, dispatchDeadlineMs, proof, wayBack },
  }
}
