// Planning a campaign: say what, for whom and in which waves; see what it would do; then put it down
// for approval. Nothing is sent to any device before it is approved and started.

import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useAddress } from '../address/go.tsx'
import { useClient } from '../session/session.tsx'
import { useHolds } from '../session/who.ts'
import { Note, ProblemNote } from '../shell/note.tsx'
import { PageHead, Part } from '../shell/page-head.tsx'
import { devicesInWords } from '../start/number-words.ts'
import { WishFieldset } from '../start/wish-fieldset.tsx'
import { wishFieldsOf } from '../start/wish-form.ts'
import { ForecastView } from './forecast-view.tsx'
import { PlanFieldset } from './plan-fields.tsx'
import { type CampaignRequest, readPlan } from './plan-form.ts'
import { PlanResult } from './plan-result.tsx'

const noCodes = { activationCode: '', confirmationCode: '' }

export function PlanPage() {
  const { query } = useAddress()
  const client = useClient()
  const [wasAsked, setAsked] = useState(false)
  const dryRun = useMutation({
    mutationFn: (body: CampaignRequest) => client.dryRunCampaign({ body }),
  })
  const form = readPlan(wishFieldsOf(query, noCodes), query)
  const isCurrent =
    form.kind === 'ready' && JSON.stringify(dryRun.variables) === JSON.stringify(form.request)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setAsked(true)
    if (form.kind === 'ready') dryRun.mutate(form.request)
  }
  return (
    <div className="page start">
      <PageHead
        title="Plan a campaign"
        line="A dry run first: it records nothing and says what would happen."
      />
      <div className="start-columns">
        <form onSubmit={submit} noValidate>
          <WishFieldset fault={undefined} />
          <PlanFieldset />
          {wasAsked && form.kind === 'lacking' && (
            <Note tone="bad" role="alert">
              {form.why}
            </Note>
          )}
          <Button
            type="submit"
            loading={dryRun.isPending}
            variant={isCurrent ? 'default' : 'filled'}
          >
            {isCurrent && dryRun.data ? 'Dry run again' : 'Dry run'}
          </Button>
        </form>
        <section className="after-form" aria-label="dry run" aria-live="polite">
          {dryRun.isPending && <p className="dim">Asking every device of the target…</p>}
          {dryRun.error && <ProblemNote error={dryRun.error} />}
          {dryRun.data && !dryRun.isPending && (
            <>
              {!isCurrent && (
                <Note tone="warn" title="The form has changed since.">
                  This dry run is of the plan before; run it again.
                </Note>
              )}
              <PlanResult
                result={dryRun.data}
                approvalsPlanned={dryRun.variables.approvalsNeeded}
              />
              {isCurrent && form.kind === 'ready' && <PlanForecast request={form.request} />}
              {isCurrent && form.kind === 'ready' && <Create request={form.request} />}
            </>
          )}
          {dryRun.data === undefined && !dryRun.isPending && !dryRun.error && (
            <p className="dim">
              The dry run stands here: the waves, who is left alone and why, what it costs, and
              whether the stock suffices.
            </p>
          )}
        </section>
      </div>
    </div>
  )
}

function PlanForecast({ request }: { readonly request: CampaignRequest }) {
  const client = useClient()
  const { data, error, isPending } = useQuery({
    queryKey: ['plan-forecast', request],
    queryFn: ({ signal }) => client.forecastPlan({ body: request, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Part title="Forecast">
      {isPending && <p className="dim">Running it a few hundred times…</p>}
      {error && <ProblemNote error={error} />}
      {data && <ForecastView forecast={data} />}
    </Part>
  )
}

function Create({ request }: { readonly request: CampaignRequest }) {
  const client = useClient()
  const { open } = useAddress()
  const mayCreate = useHolds('campaigns:write')
  const create = useMutation({
    mutationFn: () => client.createCampaign({ headers: {}, body: request }),
    onSuccess: ({ campaignId }) => open(`/campaigns/${encodeURIComponent(campaignId)}`),
  })
  if (!mayCreate) {
    return <Note tone="warn">This token may look but not plan: it lacks campaigns:write.</Note>
  }
  return (
    <div className="confirm">
      {create.error && <ProblemNote error={create.error} />}
      <Button size="md" loading={create.isPending} onClick={() => create.mutate()}>
        Put this plan down
        {'eids' in request.target ? ` for ${devicesInWords(request.target.eids.length)}` : ''}
      </Button>
    </div>
  )
}
