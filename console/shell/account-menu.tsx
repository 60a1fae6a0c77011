// Who is signed in, light or dark, the keys, and the way out.

import { Button, Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useSession } from '../session/session.tsx'
import { useWho } from '../session/who.ts'

export function AccountMenu({ onHelp }: { readonly onHelp: () => void }) {
  const { signOut } = useSession()
  const { data: who } = useWho()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const other = scheme === 'light' ? 'dark' : 'light'
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`${who?.name ?? 'account'}: account, colours, keys`}
        >
          {who?.name ?? 'account'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {who && (
          <Menu.Label>
            {who.actor}, tenant {who.tenant}, version {who.version}
          </Menu.Label>
        )}
        <Menu.Item onClick={() => setColorScheme(other)}>
          {other === 'dark' ? 'Dark colours' : 'Light colours'}
        </Menu.Item>
        <Menu.Item onClick={onHelp} rightSection={<kbd>?</kbd>}>
          Keys
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => signOut()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
