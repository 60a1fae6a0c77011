// The operations of a device: the current one with its path, then what came before.

import { Go } from '../address/go.tsx'
import { Age, OperationMark } from '../marks/mark.tsx'
import { wishWords } from '../operations/wish-words.ts'
import { Part } from '../shell/page-head.tsx'
import { StepPath } from './step-path.tsx'
import type { Device, Operation } from './use-device.ts'

const earlierShown = 5

export function DeviceOperations({ device: { operations } }: { readonly device: Device }) {
  const open = operations.filter(({ endedAt }) => endedAt === undefined)
  const ended = operations.filter(({ endedAt }) => endedAt !== undefined)
  const current = open[0] ?? ended.at(-1)
  if (current === undefined) {
    return (
      <Part title="Operations">
        <p className="dim">Nothing was ever asked of this device.</p>
      </Part>
    )
  }
  const others = [...open.slice(1), ...ended.filter((one) => one !== current).reverse()]
  return (
    <Part title={open.length > 0 ? 'Current operation' : 'Last operation'}>
      <OperationLine operation={current} />
      <StepPath operation={current} />
      {others.length > 0 && (
        <>
          <h3>Others</h3>
          <ul className="lines">
            {others.slice(0, earlierShown).map((operation) => (
              <li key={operation.operationId}>
                <OperationLine operation={operation} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Part>
  )
}

function OperationLine({ operation }: { readonly operation: Operation }) {
  const { operationId, wish, reason, endedAt, createdAt } = operation
  return (
    <p className="operation-line">
      <OperationMark operation={operation} />
      <Go href={`/operations/${operationId}`}>{wishWords(wish)}</Go>
      <span className="dim">
        {endedAt === undefined ? 'asked ' : 'ended '}
        <Age at={endedAt ?? createdAt} />
      </span>
      {reason && <span className="dim">{reason.why}</span>}
    </p>
  )
}
