// Approving a plan: exactly the plan of this hash, and never one's own.

import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Age } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { Note, ProblemNote } from '../shell/note.tsx'
import { Part } from '../shell/page-head.tsx'
import type { Campaign } from './use-campaign.ts'

export function Approval({ campaign }: { readonly campaign: Campaign }) {
  const client = useClient()
  const queries = useQueryClient()
  const { campaignId, planHash, approvalsNeeded, approvals, can } = campaign
  const approve = useMutation({
    mutationFn: () => client.approveCampaign({ params: { id: campaignId }, body: { planHash } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['campaign', campaignId] }),
  })
  if (approvalsNeeded === 0) return null
  const isAwaited = campaign.phase === 'awaiting-approval' || campaign.phase === 'draft'
  return (
    <Part title="Approval">
      <p>
        {approvals.length} of {approvalsNeeded} {approvalsNeeded === 1 ? 'approval' : 'approvals'}{' '}
        of the plan <code>{planHash.slice(0, 16)}</code>
      </p>
      {approvals.length > 0 && (
        <ul className="lines">
          {approvals.map(({ by, at }) => (
            <li key={`${by} ${at}`}>
              {by} <Age at={at} />
            </li>
          ))}
        </ul>
      )}
      {isAwaited && !can.approve.allowed && <Note tone="warn">{can.approve.why}</Note>}
      {approve.error && <ProblemNote error={approve.error} />}
      {isAwaited && can.approve.allowed && (
        <Button onClick={() => approve.mutate()} loading={approve.isPending}>
          Approve this plan for {campaign.devices.toLocaleString('en')} devices
        </Button>
      )}
    </Part>
  )
}
