// What may be done with a campaign now. Whatever changes its course asks for the reason first, and
// says what will and what will not happen.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useClient } from '../session/session.tsx'
import { Acts, AskFirst, Reason } from '../shell/ask-first.tsx'
import { ProblemNote } from '../shell/note.tsx'
import { PossibleButton } from '../shell/possible-button.tsx'
import type { Campaign } from './use-campaign.ts'

type Act = 'start' | 'pause' | 'resume' | 'abort' | 'retry'

interface ActWords {
  readonly name: string
  readonly title: string
  readonly says: string
  readonly asksReason: boolean
}

const actWords: Readonly<Record<Act, ActWords>> = {
  start: {
    ...{ name: 'Start', title: 'Start the campaign', asksReason: false },
    says: 'The stock is reserved and the first wave opens.',
  },
  pause: {
    ...{ name: 'Pause', title: 'Pause the campaign', asksReason: true },
    says: 'No new package leaves until it is resumed. What a device has already is finished.',
  },
  resume: {
    ...{ name: 'Resume', title: 'Resume the campaign', asksReason: false },
    says: 'It goes on where it was.',
  },
  abort: {
    ...{ name: 'Abort', title: 'Abort the campaign', asksReason: true },
    says: 'No new package leaves, for ever. Devices that were changed stay as they are.',
  },
  retry: {
    ...{ name: 'Retry the failed', title: 'Try the failed devices again', asksReason: false },
    says: 'Devices that failed for a reason that may have passed are tried once more.',
  },
}

/** Of a resumption after a wave has failed. */
const acceptingWords =
  'What failed so far is accepted and counts no more; the wave is judged by what its devices do ' +
  'from now on. To try the failed ones again, retry them first.'

const acts = Object.keys(actWords) as readonly Act[]

export function CampaignActs({ campaign }: { readonly campaign: Campaign }) {
  const [asked, setAsked] = useState<Act>()
  return (
    <div className="act-row">
      {acts.map((act) => (
        <PossibleButton
          key={act}
          can={campaign.can[act]}
          onAct={() => setAsked(act)}
          {...(act === 'start' && campaign.can.start.allowed ? { variant: 'filled' } : {})}
        >
          {actWords[act].name}
        </PossibleButton>
      ))}
      {asked && <Confirm campaign={campaign} act={asked} onClose={() => setAsked(undefined)} />}
    </div>
  )
}

interface ConfirmProps {
  readonly campaign: Campaign
  readonly act: Act
  readonly onClose: () => void
}

function Confirm({ campaign, act, onClose }: ConfirmProps) {
  const client = useClient()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const { title } = actWords[act]
  const accepts = act === 'resume' && campaign.waves.some(({ phase }) => phase === 'failed')
  const says = accepts ? acceptingWords : actWords[act].says
  const asksReason = accepts || actWords[act].asksReason
  const params = { id: campaign.campaignId }
  const run = useMutation({
    mutationFn: async (): Promise<unknown> => {
      if (act === 'pause') return client.pauseCampaign({ params, body: { reason } })
      if (act === 'abort') return client.abortCampaign({ params, body: { reason } })
      if (act === 'resume') return client.resumeCampaign({ params, body: { reason } })
      if (act === 'retry') return client.retryCampaign({ params, body: {} })
      return client.startCampaign({ params, body: {} })
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['campaign', campaign.campaignId] })
      onClose()
    },
  })
  return (
    <AskFirst title={title} onClose={onClose}>
      <p>{says}</p>
      {(asksReason || act === 'resume') && (
        <Reason
          description={`kept in the log beside who did it${asksReason ? '' : '; may be empty'}`}
          value={reason}
          onChange={setReason}
        />
      )}
      {run.error && <ProblemNote error={run.error} />}
      <Acts
        onAct={() => run.mutate()}
        onClose={onClose}
        isBusy={run.isPending}
        isIncomplete={asksReason && reason.trim() === ''}
        isGrave={act === 'abort'}
      >
        {title}: {campaign.devices.toLocaleString('en')} devices
      </Acts>
    </AskFirst>
  )
}
