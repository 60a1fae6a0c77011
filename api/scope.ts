// What a token may be allowed to do. A scope covers reading or changing one kind of thing; there is
// no scope that implies another, so a token's list says all it can do.

export const scopes = [
  'devices:read',
  'devices:write',
  'operations:read',
  'operations:write',
  'campaigns:read',
  'campaigns:write',
  'campaigns:approve',
  'rules:read',
  'rules:write',
  'stock:read',
  'stock:write',
  'audit:read',
  'tokens:write',
  'heartbeat:write',
  'network:write',
] as const

export type Scope = (typeof scopes)[number]

/** In words, for the console's token form and the CLI's help. */
export const scopeWords: Readonly<Record<Scope, string>> = {
  'devices:read': 'see devices, their profiles, timelines and messages',
  'devices:write': 'import devices and associate cards',
  'operations:read': 'see operations and batches, and dry-run wishes',
  'operations:write': 'start and cancel operations',
  'campaigns:read': 'see campaigns, their devices and combinations, and dry-run them',
  'campaigns:write': 'plan, start, pause, resume and end campaigns',
  'campaigns:approve': 'approve campaigns of others and release held combinations',
  'rules:read': 'see the rules of countries and the limits of the tenant',
  'rules:write': 'state and remove rules of countries, and set limits of the tenant',
  'stock:read': 'see how many activation codes are in stock',
  'stock:write': 'add activation codes to the stock',
  'audit:read': 'export the event log and its checkpoints',
  'tokens:write': 'list, make and revoke tokens',
  'heartbeat:write': 'report heartbeats of devices',
  'network:write': 'report attaches and rejects of a network, and states of its lines',
}

export function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text)
}
