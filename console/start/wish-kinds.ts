// The kinds of operation as the console offers them: a title, one line, what the form asks for.

export type WishKind =
  | 'swap'
  | 'download'
  | 'enable'
  | 'disable'
  | 'delete'
  | 'set-fallback'
  | 'unset-fallback'
  | 'audit'

export interface WishKindWords {
  readonly kind: WishKind
  readonly title: string
  readonly line: string
  readonly asks: 'profile' | 'iccid' | 'nothing'
}

export const wishKinds: readonly WishKindWords[] = [
  {
    kind: 'swap',
    title: 'Swap',
    line: 'bring another profile, enable it, and see the device serve on it',
    asks: 'profile',
  },
  {
    kind: 'download',
    title: 'Download',
    line: 'bring a profile onto the card and leave it disabled',
    asks: 'profile',
  },
  {
    kind: 'enable',
    title: 'Enable',
    line: 'enable a profile that is on the card',
    asks: 'iccid',
  },
  { kind: 'disable', title: 'Disable', line: 'disable an enabled profile', asks: 'iccid' },
  { kind: 'delete', title: 'Delete', line: 'delete a disabled profile', asks: 'iccid' },
  {
    kind: 'set-fallback',
    title: 'Set fallback',
    line: 'make a profile the one that the card falls back to',
    asks: 'iccid',
  },
  {
    kind: 'unset-fallback',
    title: 'Unset fallback',
    line: 'take the fallback attribute away',
    asks: 'nothing',
  },
  {
    kind: 'audit',
    title: 'Read the card',
    line: 'have the card sign what is on it; changes nothing',
    asks: 'nothing',
  },
]

export const wishKindOf = (text: string | undefined): WishKindWords =>
  wishKinds.find(({ kind }) => kind === text) ?? (wishKinds[0] as WishKindWords)
