// What can be done with a device and its profiles. Whether it can, and why not, comes from the
// server; each act leads to a dry run.

import { Button, Menu } from '@mantine/core'
import { formatAddress } from '../address/address.ts'
import { useAddress } from '../address/go.tsx'
import { useHolds } from '../session/who.ts'
import { PossibleButton } from '../shell/possible-button.tsx'
import { type WishKind, wishKindOf } from '../start/wish-kinds.ts'
import type { Device } from './use-device.ts'

const ofDevice: readonly WishKind[] = [
  'swap',
  'download',
  'enable',
  'disable',
  'delete',
  'set-fallback',
  'unset-fallback',
  'audit',
]

const noScope = { allowed: false, why: 'this token lacks the scope operations:write' }

export function DeviceActs({ device }: { readonly device: Device }) {
  const { open } = useAddress()
  const mayStart = useHolds('operations:write')
  return (
    <fieldset className="act-row">
      <legend className="hidden-text">what can be done with this device</legend>
      {ofDevice.map((kind) => (
        <PossibleButton
          key={kind}
          can={mayStart ? device.can[kind] : noScope}
          onAct={() => open(startAddress(device.eid, kind))}
        >
          {wishKindOf(kind).title}
        </PossibleButton>
      ))}
    </fieldset>
  )
}

const startAddress = (eid: string, kind: WishKind, iccid?: string): string =>
  formatAddress('/start', { kind, target: 'eid', eid, iccid })

interface ProfileActsProps {
  readonly device: Device
  readonly profile: Device['profiles'][number]
}

/** Acts on one profile; the dry run says whether this profile allows it. */
export function ProfileActs({ device, profile }: ProfileActsProps) {
  const { open } = useAddress()
  const mayStart = useHolds('operations:write')
  const kinds: readonly WishKind[] =
    profile.state === 'enabled'
      ? ['disable', 'set-fallback']
      : ['swap', 'enable', 'delete', 'set-fallback']
  const possible = kinds.filter((kind) => device.can[kind]?.allowed)
  if (!mayStart || possible.length === 0) return <span className="nothing">none now</span>
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="compact-xs" aria-label={`act on profile ${profile.iccid}`}>
          Act
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {possible.map((kind) => (
          <Menu.Item key={kind} onClick={() => open(startAddress(device.eid, kind, profile.iccid))}>
            {wishKindOf(kind).title}
            {kind === 'swap' ? ' to it' : ''}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
