// One device: what it is, what is on its card and how surely that is known, what it is doing, what
// happened, and why.

import { Button, Skeleton, Tabs } from '@mantine/core'
import { Go, useAddress } from '../address/go.tsx'
import { generationWords } from '../fleet/generation-words.ts'
import { Age } from '../marks/mark.tsx'
import { CopyText } from '../shell/copy-button.tsx'
import { ProblemNote } from '../shell/note.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { useIsWhyOpen, WhyDrawer } from '../why/why-drawer.tsx'
import { DeviceActs } from './device-acts.tsx'
import { CardFacts, DeviceFacts } from './device-facts.tsx'
import { DeviceLines } from './device-lines.tsx'
import { DeviceMessages } from './device-messages.tsx'
import { DeviceOperations } from './device-operations.tsx'
import { DeviceProfiles } from './device-profiles.tsx'
import { DeviceSilence } from './device-silence.tsx'
import { DeviceTimeline } from './device-timeline.tsx'
import { type Device, useDevice, useDeviceWhy } from './use-device.ts'

export function DevicePage({ eid }: { readonly eid: string }) {
  const { query, change } = useAddress()
  const { data: device, error } = useDevice(eid)
  if (device === undefined) {
    return (
      <div className="page">
        <PageHead title="Device" line={<code>{eid}</code>} />
        {error ? <ProblemNote error={error} /> : <Skeleton height={240} />}
      </div>
    )
  }
  return (
    <div className="page device" key={eid}>
      <DeviceHead device={device} onWhy={() => change({ why: 'yes' })} />
      <DeviceSilence eid={eid} />
      <DeviceActs device={device} />
      <div className="device-columns">
        <div>
          <DeviceProfiles device={device} />
          <DeviceLines eid={eid} />
          <DeviceOperations device={device} />
          <Tabs
            value={query.tab ?? 'timeline'}
            onChange={(tab) =>
              change({ tab: tab === 'timeline' ? undefined : (tab ?? '') }, 'replace')
            }
          >
            <Tabs.List>
              <Tabs.Tab value="timeline">Timeline</Tabs.Tab>
              <Tabs.Tab value="messages">Raw messages</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="timeline" pt="sm">
              {query.tab === undefined && <DeviceTimeline eid={eid} />}
            </Tabs.Panel>
            <Tabs.Panel value="messages" pt="sm">
              {query.tab === 'messages' && <DeviceMessages eid={eid} />}
            </Tabs.Panel>
          </Tabs>
        </div>
        <div>
          <DeviceFacts device={device} />
          <CardFacts device={device} />
        </div>
      </div>
      <Why eid={eid} />
    </div>
  )
}

function DeviceHead({ device, onWhy }: { readonly device: Device; readonly onWhy: () => void }) {
  const { serial, model, country } = device.device
  return (
    <PageHead
      title={serial ?? `Device …${device.eid.slice(-10)}`}
      line={
        <span className="counted">
          <Go href="/fleet" className="quiet-link">
            Fleet
          </Go>
          <span>
            {[model, country, generationWords(device.generation)].filter(Boolean).join(', ')}
          </span>
          <span>
            EID <code>{device.eid}</code>
          </span>
          <CopyText text={device.eid} words="Copy EID" />
          <span>
            last seen <Age at={device.lastSeenAt} />
          </span>
        </span>
      }
    >
      <Button onClick={onWhy}>Why is nothing happening?</Button>
    </PageHead>
  )
}

function Why({ eid }: { readonly eid: string }) {
  const { data, error } = useDeviceWhy(eid, useIsWhyOpen())
  return <WhyDrawer title="Why is nothing happening?" answer={data} error={error} />
}
