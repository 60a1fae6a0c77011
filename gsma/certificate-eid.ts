// Which card a certificate names, and whether its maker (EUM) may certify that card: by the name
// constraints of variant O, by the list of permitted EINs of newer variants (SGP.22 §4.5.2.1.0.2).

import type { Certificate, Name } from './certificate-fields.ts'
import { attributeOf, organizationName, serialNumberName } from './certificate-fields.ts'
import type { Eid } from './ids/eid.ts'

/** The EID in a card's certificate: the serialNumber attribute of its subject. */
export function eidOfCertificate(certificate: Certificate): Eid | undefined {
  const serial = attributeOf(certificate.subject, serialNumberName)
  return serial !== undefined && /^\d{32}$/.test(serial) ? (serial as Eid) : undefined
}

const saysSerial = (tree: Name): boolean =>
  tree.some(({ type, value }) => type === serialNumberName && value !== '')

/** Whether an EUM's certificate says at all which EIDs it may certify. */
export const statesItsEids = ({ nameConstraints, permittedEins }: Certificate): boolean =>
  Boolean(nameConstraints?.permitted.some(saysSerial) || permittedEins?.some(Boolean))

/** Whether an EUM may certify this subject and EID; what it does not state does not bind it. */
export function permitsCard(maker: Certificate, subject: Name, eid: Eid): boolean {
  const { permitted = [], excluded = [] } = maker.nameConstraints ?? {}
  const isUnder = (tree: Name): boolean => isSubjectUnder(tree, subject, eid)
  if (permitted.length > 0 && !permitted.some((tree) => saysSerial(tree) && isUnder(tree))) {
    return false
  }
  if (excluded.some(isUnder)) return false
  const { permittedEins } = maker
  return permittedEins === undefined || permittedEins.some((ein) => ein && eid.startsWith(ein))
}

/** The constraint's serial number is a beginning; general X.509 would compare it as a whole. */
function isSubjectUnder(tree: Name, subject: Name, eid: Eid): boolean {
  return tree.every(({ type, value }) => {
    if (type === serialNumberName) return eid.startsWith(value)
    const own = attributeOf(subject, type)
    if (type !== organizationName) return own === value
    return own?.trim().toLowerCase() === value.trim().toLowerCase()
  })
}
