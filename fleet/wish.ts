// What an operator asks of a device. The same shapes for every generation; secrets (activation and
// confirmation codes) are plain strings here and are masked wherever they could be shown.

/** Which profile a swap or download is about. */
export type ProfileChoice =
  | { readonly kind: 'iccid'; readonly iccid: string }
  | {
      readonly kind: 'activation-code'
      readonly activationCode: string
      readonly confirmationCode?: string
      /** ICCID, when the order at the SM-DP+ told it beforehand. */
      readonly iccid?: string
      /** Name of the operator, for people. */
      readonly operator?: string
      /** Octets of the profile, and the CIs of its SM-DP+ (upper-case hex): what the card must bring. */
      readonly profileBytes?: number
      readonly ciPkIds?: readonly string[]
    }

export type Wish =
  | { readonly kind: 'swap'; readonly profile: ProfileChoice }
  | { readonly kind: 'download'; readonly profile: ProfileChoice }
  | { readonly kind: 'enable'; readonly iccid: string }
  | { readonly kind: 'disable'; readonly iccid: string }
  | { readonly kind: 'delete'; readonly iccid: string }
  | { readonly kind: 'set-fallback'; readonly iccid: string }
  | { readonly kind: 'unset-fallback' }
  | { readonly kind: 'audit' }

export type WishKind = Wish['kind']
