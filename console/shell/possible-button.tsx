// A button for something that may not be possible now. When it is not, it can still be reached by
// keyboard and says why, in words that come from the server.

import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import { type ReactNode, useId } from 'react'

interface Props extends ButtonProps {
  readonly can: { readonly allowed: boolean; readonly why: string } | undefined
  readonly onAct: () => void
  readonly children: ReactNode
}

export function PossibleButton({ can, onAct, children, ...rest }: Props) {
  const id = useId()
  const isAllowed = can?.allowed === true
  const why = can?.why ?? 'the server does not say that this is possible'
  return (
    <Tooltip label={why} multiline maw={320} disabled={why === ''} openDelay={isAllowed ? 600 : 0}>
      <span>
        <Button
          variant="default"
          size="compact-sm"
          {...rest}
          aria-disabled={!isAllowed}
          data-impossible={!isAllowed || undefined}
          aria-describedby={isAllowed ? undefined : id}
          onClick={() => isAllowed && onAct()}
        >
          {children}
        </Button>
        {!isAllowed && (
          <span id={id} className="hidden-text">
            not possible now: {why}
          </span>
        )}
      </span>
    </Tooltip>
  )
}
