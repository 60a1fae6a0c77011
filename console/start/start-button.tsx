// The last click: it repeats the number of devices, and starts nothing when that number has changed
// since the dry run. The same click twice starts nothing twice.

import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useMemo } from 'react'
import { formatAddress } from '../address/address.ts'
import { useAddress } from '../address/go.tsx'
import { useClient } from '../session/session.tsx'
import { useHolds } from '../session/who.ts'
import { LinkButton } from '../shell/link-button.tsx'
import { Note, ProblemNote } from '../shell/note.tsx'
import type { DryRun } from './dry-run-view.tsx'
import { devicesInWords } from './number-words.ts'
import type { WishRequest } from './wish-form.ts'
import { wishKindOf } from './wish-kinds.ts'

interface Props {
  readonly request: WishRequest
  readonly dryRun: DryRun
}

export function StartButton({ request, dryRun }: Props) {
  const client = useClient()
  const { open } = useAddress()
  const mayStart = useHolds('operations:write')
  const key = useMemo(newKey, [dryRun])
  const start = useMutation({
    mutationFn: () =>
      client.startOperations({
        headers: { 'idempotency-key': key },
        body: { ...request, expectedDevices: dryRun.devices },
      }),
    onSuccess: ({ batchId }) => open(`/batches/${encodeURIComponent(batchId)}`),
  })
  if (dryRun.allowed === 0) {
    return (
      <Note tone="bad" title="Nothing can be started.">
        No device of the target allows this now; the reasons stand above.
      </Note>
    )
  }
  if (!mayStart) {
    return <Note tone="warn">This token may look but not start: it lacks operations:write.</Note>
  }
  if (dryRun.problem) return <CampaignInstead problem={dryRun.problem} />
  const title = wishKindOf(request.wish.kind).title
  return (
    <div className="confirm">
      {start.error && <ProblemNote error={start.error} />}
      <Button onClick={() => start.mutate()} loading={start.isPending} size="md">
        {title}: start on {devicesInWords(dryRun.allowed)}
      </Button>
    </div>
  )
}

type Problem = NonNullable<DryRun['problem']>

function CampaignInstead({ problem: { code, why, remedy } }: { readonly problem: Problem }) {
  const { query } = useAddress()
  return (
    <div className="confirm">
      <Note tone="bad" title={why}>
        {remedy && <p>What helps: {remedy}</p>}
        <p className="dim small">
          code <code>{code}</code>
        </p>
      </Note>
      {code === 'start-needs-campaign' && (
        <LinkButton href={formatAddress('/campaigns/plan', query)}>
          Plan a campaign with this wish
        </LinkButton>
      )}
    </div>
  )
}

/** A key that no other click has; also where the page is not served from a secure origin. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
