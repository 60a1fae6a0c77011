// One campaign: how far, how well, what each wave waits for, and what may be done.

import { Button, Skeleton } from '@mantine/core'
import { Go, useAddress } from '../address/go.tsx'
import { Age, Mark } from '../marks/mark.tsx'
import { Note, ProblemNote } from '../shell/note.tsx'
import { PageHead, Part } from '../shell/page-head.tsx'
import { devicesInWords, shareInWords } from '../start/number-words.ts'
import { useIsWhyOpen, WhyDrawer } from '../why/why-drawer.tsx'
import { Approval } from './approval.tsx'
import { BurnUp } from './burn-up.tsx'
import { CampaignActs } from './campaign-acts.tsx'
import { CampaignDevices } from './campaign-devices.tsx'
import { CampaignFacts } from './campaign-facts.tsx'
import { CampaignHistory } from './campaign-history.tsx'
import { lookOfPhase, settledOf } from './campaign-look.ts'
import { ForecastView, GradeView } from './forecast-view.tsx'
import { HeldCombinations } from './held-combinations.tsx'
import { TallyBar, TallyWords } from './tally-bar.tsx'
import {
  type Campaign,
  useCampaign,
  useCampaignWhy,
  useForecast,
  useSeries,
} from './use-campaign.ts'
import { WaveTable } from './wave-table.tsx'

export function CampaignPage({ id }: { readonly id: string }) {
  const { change } = useAddress()
  const { data: campaign, error } = useCampaign(id)
  if (campaign === undefined) {
    return (
      <div className="page">
        <PageHead title="Campaign" line={<code>{id}</code>} />
        {error ? <ProblemNote error={error} /> : <Skeleton height={240} />}
      </div>
    )
  }
  return (
    <div className="page campaign">
      <Head campaign={campaign} onWhy={() => change({ why: 'yes' })} />
      <CampaignActs campaign={campaign} />
      {campaign.reason && campaign.phase !== 'running' && (
        <Note tone={lookOfPhase(campaign.phase).tone}>{campaign.reason.why}</Note>
      )}
      <div className="device-columns">
        <div>
          <Progress campaign={campaign} />
          <HeldCombinations campaign={campaign} />
          <Part title="Waves">
            <WaveTable campaign={campaign} />
          </Part>
        </div>
        <div>
          <Approval campaign={campaign} />
          <Part title="Plan">
            <CampaignFacts campaign={campaign} />
          </Part>
        </div>
      </div>
      <Part title="Devices">
        <CampaignDevices campaign={campaign} />
      </Part>
      <Part title="History">
        <CampaignHistory campaign={campaign} />
      </Part>
      <Why id={id} />
    </div>
  )
}

interface HeadProps {
  readonly campaign: Campaign
  readonly onWhy: () => void
}

function Head({ campaign, onWhy }: HeadProps) {
  const { name, phase, devices, createdBy, startedAt, why } = campaign
  return (
    <PageHead
      title={name}
      line={
        <span className="counted">
          <Go href="/campaigns" className="quiet-link">
            Campaigns
          </Go>
          <Mark look={lookOfPhase(phase)} />
          <span>
            {devicesInWords(devices)}, planned by {createdBy}
          </span>
          {startedAt !== undefined && (
            <span>
              begun <Age at={startedAt} />
            </span>
          )}
          {why && <span>“{why}”</span>}
        </span>
      }
    >
      <Button onClick={onWhy}>What is it waiting for?</Button>
    </PageHead>
  )
}

function Progress({ campaign }: { readonly campaign: Campaign }) {
  const { tally, devices, campaignId, waitsFor } = campaign
  const { data: series } = useSeries(campaign)
  const { data: told } = useForecast(campaign)
  const ended = settledOf(tally)
  return (
    <Part title="Progress">
      <p className="big-number" role="status">
        {ended.toLocaleString('en')} of {devices.toLocaleString('en')} ended{' '}
        <span className="dim">({shareInWords(ended, devices)})</span>
      </p>
      <TallyBar tally={tally} />
      <TallyWords tally={tally} campaignId={campaignId} />
      {waitsFor.length > 0 && <p className="dim says">{waitsFor.join('; ')}</p>}
      {series && (
        <BurnUp
          series={series}
          total={devices}
          {...(told?.atStart
            ? { expected: told.atStart.series, expectedAt: told.atStart.madeAt }
            : {})}
        />
      )}
      {told?.grade && <GradeView grade={told.grade} />}
      {told?.forecast && campaign.endedAt === undefined && (
        <>
          <h3>Forecast</h3>
          <ForecastView forecast={told.forecast} />
        </>
      )}
    </Part>
  )
}

function Why({ id }: { readonly id: string }) {
  const { data, error } = useCampaignWhy(id, useIsWhyOpen())
  return <WhyDrawer title="What is it waiting for?" answer={data} error={error} />
}
