// Options that every command has.

export interface GlobalOptions {
  readonly json?: boolean
  readonly url?: string
  readonly token?: string
  readonly ca?: string
}
