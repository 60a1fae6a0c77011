// The profiles of a card: which is enabled, which serves, and how surely that is known. Nothing is
// called good because it is enabled; serving is what counts.

import type { ReactNode } from 'react'
import { Age, EvidenceMark, Mark } from '../marks/mark.tsx'
import { Part } from '../shell/page-head.tsx'
import { ProfileActs } from './device-acts.tsx'
import type { Device } from './use-device.ts'

type Profile = Device['profiles'][number]

export function DeviceProfiles({ device }: { readonly device: Device }) {
  const { profiles, profilesRead, serving } = device
  if (profiles.length === 0) {
    return (
      <Part title="Profiles">
        <p className="dim">
          {profilesRead
            ? 'The card says that there are none.'
            : 'What is on the card is not known yet: it is read with the first polls.'}
        </p>
      </Part>
    )
  }
  return (
    <Part title="Profiles">
      <section className="wide" aria-label="profiles, scrolls sideways" tabIndex={-1}>
        <table className="plain profiles">
          <caption className="hidden-text">profiles on the card</caption>
          <thead>
            <tr>
              <th scope="col">ICCID</th>
              <th scope="col">Operator</th>
              <th scope="col">State</th>
              <th scope="col">Known how</th>
              <th scope="col">Served</th>
              <th scope="col">Acts</th>
            </tr>
          </thead>
          <tbody>
            {profiles.map((profile) => (
              <ProfileRow key={profile.iccid} profile={profile} device={device}>
                {serving?.iccid === profile.iccid ? (
                  <Mark look={{ shape: 'tick', tone: 'good', word: 'serving' }}>
                    <Age at={serving.at} />
                  </Mark>
                ) : (
                  <span className="nothing">–</span>
                )}
              </ProfileRow>
            ))}
          </tbody>
        </table>
      </section>
      {profilesRead && (
        <p className="dim small">
          The list as a whole: <EvidenceMark {...profilesRead} />
        </p>
      )}
    </Part>
  )
}

interface RowProps {
  readonly profile: Profile
  readonly device: Device
  readonly children: ReactNode
}

function ProfileRow({ profile, device, children }: RowProps) {
  const { iccid, state, serviceProviderName, orderedFrom, profileName, evidence, asOf } = profile
  const attributes = [
    profile.class === 'operational' ? undefined : profile.class,
    profile.fallbackAttribute ? 'fallback' : undefined,
    ...(profile.policyRules ?? []),
  ].filter(Boolean)
  return (
    <tr>
      <th scope="row">
        <code>{iccid}</code>
      </th>
      <td>
        {serviceProviderName ?? orderedFrom ?? <span className="nothing">not told</span>}
        {!serviceProviderName && orderedFrom && <div className="dim small">by the order</div>}
        {profileName && profileName !== serviceProviderName && (
          <div className="dim small">{profileName}</div>
        )}
      </td>
      <td>
        <Mark
          look={
            state === 'enabled'
              ? { shape: 'disc', tone: 'going', word: 'enabled' }
              : { shape: 'ring', tone: 'quiet', word: 'disabled' }
          }
        />
        {attributes.length > 0 && <div className="dim small">{attributes.join(', ')}</div>}
      </td>
      <td>
        <EvidenceMark evidence={evidence} at={asOf} />
      </td>
      <td>{children}</td>
      <td>
        <ProfileActs device={device} profile={profile} />
      </td>
    </tr>
  )
}
