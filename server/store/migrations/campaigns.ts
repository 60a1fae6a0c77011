// Documents with a history, campaigns' devices, the gate that lets a campaign's packages out, and
// stock that is kept for a campaign. As in spine.ts every key that grows with the fleet begins with
// `bucket`.

/** Names in words; the text never changes once released. */
export const campaigns = {
  name: 'campaigns',
  sql: `
-- Things with a history that are not a card; few and changed seldom.
CREATE TABLE document (
  collection text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  value json NOT NULL,
  PRIMARY KEY (collection, key)
) WITH (fillfactor = 50);

-- Whether a campaign's packages may leave. A commit that lets one leave holds this row shared, a
-- stop writes it: so none is committed after the stop.
CREATE TABLE dispatch_guard (
  campaign_id text COLLATE "C" PRIMARY KEY,
  open boolean NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE campaign_target (
  bucket smallint NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  eid text COLLATE "C" NOT NULL,
  wave smallint NOT NULL,
  state text COLLATE "C" NOT NULL,
  operation_id text COLLATE "C",
  code text COLLATE "C",
  combination text COLLATE "C",
  changed_at bigint,
  -- The card's version behind the last change that an event made.
  card_version bigint NOT NULL DEFAULT 0,
  tries smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (bucket, campaign_id, eid)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
-- Who is in the air, who failed. Those that wait are read in the order of the key, each wave once
-- from end to end, so that freezing a million devices writes one index and not two.
CREATE INDEX campaign_target_by_state ON campaign_target (campaign_id, state, wave, bucket, eid)
  WHERE state <> 'waiting';

-- Devices by wave and state, kept as they change.
CREATE TABLE campaign_count (
  campaign_id text COLLATE "C" NOT NULL,
  wave smallint NOT NULL,
  state text COLLATE "C" NOT NULL,
  devices bigint NOT NULL,
  PRIMARY KEY (campaign_id, wave, state)
) WITH (fillfactor = 50);

-- The same by combination of device, card, software, server and network, where it is known.
CREATE TABLE campaign_combination (
  campaign_id text COLLATE "C" NOT NULL,
  combination text COLLATE "C" NOT NULL,
  wave smallint NOT NULL,
  state text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  devices bigint NOT NULL,
  PRIMARY KEY (campaign_id, combination, wave, state, code)
) WITH (fillfactor = 50);

-- A code kept for a campaign has its id as pool; it gets a card when the card's turn comes.
ALTER TABLE stock ADD COLUMN pool text COLLATE "C";
CREATE INDEX stock_in_pool ON stock (pool, iccid) WHERE pool IS NOT NULL;
`,
} as const
