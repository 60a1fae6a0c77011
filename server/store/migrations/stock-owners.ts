// Whose an activation code is, whether it was seen on its card, and since when it is held back.

/** Names in words; the text never changes once released. */
export const stockOwners = {
  name: 'stock-owners',
  sql: `
-- held_at: not given out since then, because a backup cannot tell whether it was used.
-- seen: its card was seen with the profile.
ALTER TABLE stock
  ADD COLUMN tenant text COLLATE "C" NOT NULL DEFAULT 'default',
  ADD COLUMN held_at bigint,
  ADD COLUMN seen boolean NOT NULL DEFAULT false;
ALTER TABLE stock ALTER COLUMN tenant DROP DEFAULT;
-- What is in use belongs to whom its card or campaign belongs; the rest was everybody's.
UPDATE stock SET tenant = document.tenant FROM document
  WHERE document.collection = 'campaigns' AND document.key = stock.pool;
UPDATE stock SET tenant = card.tenant FROM card WHERE card.eid = stock.eid;
DROP INDEX stock_available;
CREATE INDEX stock_available ON stock (tenant, operator, iccid)
  WHERE state = 'available' AND held_at IS NULL;
CREATE INDEX stock_held ON stock (tenant, iccid) WHERE held_at IS NOT NULL;
-- What the sweep for forgotten codes looks through.
CREATE INDEX stock_unseen ON stock (iccid) WHERE eid IS NOT NULL AND NOT seen;
`,
} as const
