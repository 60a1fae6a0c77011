// What a certificate of each role must say (SGP.22 §4.5.2; SGP.26 for the variants): its policy, its
// key usage, its purposes. Two generations of policy identifiers are in the field: variant O names
// each role, the newer variants name the branch and tell roles apart by other means.

import type { Certificate } from './certificate-fields.ts'

/** What the certificate at the end of a chain is for. */
export type CertificateRole =
  | 'euicc'
  | 'dp-auth'
  | 'dp-pb'
  | 'dp-tls'
  | 'ds-auth'
  | 'ds-tls'
  | 'eim-signing'
  | 'eim-tls'

const role = '2.23.146.1.2.1'
const eumBranch = `${role}.0.0.0`

interface RoleRule {
  /** The policy of variant O. */
  readonly policy?: string
  /** The branch of the newer variants. */
  readonly branch?: string
  readonly isTls: boolean
}

/** An eIM's certificates carry no policy that is public; its key reaches a card by other ways. */
const rules: Readonly<Record<CertificateRole, RoleRule>> = {
  euicc: { policy: `${role}.1`, branch: `${eumBranch}.0`, isTls: false },
  'dp-tls': { policy: `${role}.3`, branch: `${role}.0.0.1`, isTls: true },
  'dp-auth': { policy: `${role}.4`, branch: `${role}.0.0.1`, isTls: false },
  'dp-pb': { policy: `${role}.5`, branch: `${role}.0.0.1`, isTls: false },
  'ds-tls': { policy: `${role}.6`, branch: `${role}.0.0.2`, isTls: true },
  'ds-auth': { policy: `${role}.7`, branch: `${role}.0.0.2`, isTls: false },
  'eim-signing': { isTls: false },
  'eim-tls': { isTls: true },
}

const isUnder = (policy: string, branch: string): boolean =>
  policy === branch || policy.startsWith(`${branch}.`)

/** Whether a TLS connection is what the role is for. */
export const isTlsRole = (wanted: CertificateRole): boolean => rules[wanted].isTls

/** Whether the certificate's policy is one of the role's. */
export function hasRolePolicy(certificate: Certificate, wanted: CertificateRole): boolean {
  const { policy, branch } = rules[wanted]
  if (policy === undefined || branch === undefined) return true
  return certificate.policies.some((own) => own === policy || isUnder(own, branch))
}

/** Whether the certificate is a card maker's, which may certify cards and nothing else. */
export const isEum = (certificate: Certificate): boolean =>
  certificate.policies.some(
    (own) => own === `${role}.2` || (isUnder(own, eumBranch) && certificate.isAuthority),
  )

/** Whether the certificate may stand between a CI and the others: a CI's own branch. */
export const isSubAuthority = (certificate: Certificate): boolean =>
  certificate.policies.some((own) => isUnder(own, `${role}.0`)) && !isEum(certificate)
