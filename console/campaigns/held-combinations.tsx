// Combinations of device, card and network that a campaign holds back, why, and letting them go on.

import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Age } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { useHolds } from '../session/who.ts'
import { Acts, AskFirst, Reason } from '../shell/ask-first.tsx'
import { Note, ProblemNote } from '../shell/note.tsx'
import { Part } from '../shell/page-head.tsx'
import type { Campaign } from './use-campaign.ts'

type Held = Campaign['held'][number]

export function HeldCombinations({ campaign }: { readonly campaign: Campaign }) {
  if (campaign.held.length === 0) return null
  return (
    <Part title="Held back">
      {campaign.held.map((held) => (
        <HeldOne key={held.key} held={held} campaignId={campaign.campaignId} />
      ))}
    </Part>
  )
}

function HeldOne({ held, campaignId }: { readonly held: Held; readonly campaignId: string }) {
  const mayRelease = useHolds('campaigns:approve')
  const [isAsked, setAsked] = useState(false)
  const { released, words, reason, at } = held
  return (
    <Note tone={released ? 'quiet' : 'warn'} title={words}>
      <p>
        {reason.why}{' '}
        <span className="dim">
          <Age at={at} />
        </span>
      </p>
      {released ? (
        <p className="dim">
          released by {released.by} <Age at={released.at} />: {released.reason}
        </p>
      ) : (
        mayRelease && (
          <Button variant="default" size="compact-sm" onClick={() => setAsked(true)}>
            Let it go on
          </Button>
        )
      )}
      {isAsked && <Release held={held} campaignId={campaignId} onClose={() => setAsked(false)} />}
    </Note>
  )
}

interface ReleaseProps {
  readonly held: Held
  readonly campaignId: string
  readonly onClose: () => void
}

function Release({ held: { key, words }, campaignId, onClose }: ReleaseProps) {
  const client = useClient()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const release = useMutation({
    mutationFn: () => client.releaseCombination({ params: { key }, body: { reason } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['campaign', campaignId] })
      onClose()
    },
  })
  return (
    <AskFirst title={`Let ${words} go on`} onClose={onClose}>
      <p>Devices like this are changed again. They were held because others like them failed.</p>
      <Reason
        description="what is different now; kept in the log"
        value={reason}
        onChange={setReason}
      />
      {release.error && <ProblemNote error={release.error} />}
      <Acts
        onAct={() => release.mutate()}
        onClose={onClose}
        isBusy={release.isPending}
        isIncomplete={reason.trim() === ''}
      >
        Let it go on
      </Acts>
    </AskFirst>
  )
}
