// Rhythms of contact, the instant at which a silence is worth a look, and what a card's state means
// for lists and queues beside the card (stranded cases, visits, asked actions).

/** Names in words; the text never changes once released. */
export const contacts = {
  name: 'contacts',
  sql: `
-- last_seen_at is over whatever channel; polled_at is the last poll. Rhythms are JSON, and
-- late_at says when to look whether the card is silent.
ALTER TABLE contact
  ADD COLUMN polled_at bigint,
  ADD COLUMN rhythm text COLLATE "C",
  ADD COLUMN application text COLLATE "C",
  ADD COLUMN network text COLLATE "C",
  ADD COLUMN late_at bigint;
CREATE INDEX contact_late ON contact (bucket, late_at) WHERE late_at IS NOT NULL;
-- Nobody has looked at those that called before: each is looked at once.
UPDATE contact SET late_at = last_seen_at;

-- An item_id begins with its card's bucket. Written in the transaction of the change of the card
-- that it follows from.
CREATE TABLE card_item (
  bucket smallint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  item_id text COLLATE "C" NOT NULL,
  eid text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  class text COLLATE "C" NOT NULL,
  open boolean NOT NULL,
  at bigint NOT NULL,
  due_at bigint,
  tries bigint NOT NULL,
  body json NOT NULL,
  PRIMARY KEY (bucket, kind, item_id)
) WITH (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX card_item_due ON card_item (bucket, kind, due_at) WHERE due_at IS NOT NULL AND open;
CREATE INDEX card_item_in_order ON card_item (kind, open, at, item_id);
`,
} as const
