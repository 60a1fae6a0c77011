// The first tables. Every key of a table that grows with the fleet begins with `bucket`, there are
// no triggers, and no unique index lacks the bucket, so that the tables distribute on Citus as they
// are (STACK §12). Instants are milliseconds since 1970 UTC.

/** Names in words; the text never changes once released. */
export const spine = {
  name: 'spine',
  sql: `
-- One row per card: its state, and what is looked up without opening it. Two parts of the state
-- stand apart so that a change writes only what changed: the operations (their bodies are rows of
-- operation) and what the card is (certificates; large, and written seldom).
CREATE TABLE card (
  bucket smallint NOT NULL,
  eid text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  -- How many events the last change added: version - added is the version that it found.
  added bigint NOT NULL,
  state json NOT NULL,
  euicc json,
  operation_ids text[] NOT NULL,
  due_at bigint,
  in_flight_tx text COLLATE "C",
  attention boolean NOT NULL,
  -- How many exchanges were ever recorded; says which slot the next one takes.
  exchange_count bigint NOT NULL,
  PRIMARY KEY (bucket, eid)
) WITH (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX card_due ON card (bucket, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX card_in_flight ON card (bucket, in_flight_tx) WHERE in_flight_tx IS NOT NULL;

-- What the fleet list filters and searches; narrow, so that a scan of it stays short.
CREATE TABLE device (
  bucket smallint NOT NULL,
  eid text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  generation text COLLATE "C" NOT NULL,
  form text COLLATE "C",
  country text COLLATE "C",
  operator text COLLATE "C",
  model text COLLATE "C",
  firmware text COLLATE "C",
  site text COLLATE "C",
  owner text COLLATE "C",
  last_outcome text COLLATE "C",
  open_operations bigint NOT NULL,
  search text COLLATE "C" NOT NULL,
  summary json NOT NULL,
  PRIMARY KEY (bucket, eid)
) WITH (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX device_in_order ON device (eid);
-- For searches by a part of a number or name: 1 ms instead of a scan of the fleet.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX device_by_part ON device USING gin (search gin_trgm_ops);

-- Contacts without consequences, written in batches.
CREATE TABLE contact (
  bucket smallint NOT NULL,
  eid text COLLATE "C" NOT NULL,
  last_seen_at bigint NOT NULL,
  plmn text COLLATE "C",
  PRIMARY KEY (bucket, eid)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE operation (
  bucket smallint NOT NULL,
  operation_id text COLLATE "C" NOT NULL,
  eid text COLLATE "C" NOT NULL,
  batch_id text COLLATE "C",
  kind text COLLATE "C" NOT NULL,
  outcome text COLLATE "C" NOT NULL,
  open boolean NOT NULL,
  created_at bigint NOT NULL,
  body json NOT NULL,
  PRIMARY KEY (bucket, operation_id)
) WITH (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX operation_of_card ON operation (bucket, eid, created_at);
CREATE INDEX operation_in_order ON operation (created_at, operation_id);
CREATE INDEX operation_of_batch ON operation (batch_id, created_at, operation_id)
  WHERE batch_id IS NOT NULL;

-- The log: one row per decision, with its events as lines of JSON, exactly the texts that the
-- Merkle leaves are made from. card_version and position are those of the last line. Partitions
-- are made by month ahead of need.
CREATE TABLE event (
  bucket smallint NOT NULL,
  eid text COLLATE "C" NOT NULL,
  card_version bigint NOT NULL,
  at bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  lines text COLLATE "C" NOT NULL,
  PRIMARY KEY (bucket, eid, card_version, at)
) PARTITION BY RANGE (at);
CREATE INDEX event_in_log ON event (tenant, position);

-- The raw messages of a card's exchanges as lines of JSON, in a ring: slot = number mod the
-- number kept.
CREATE TABLE message (
  bucket smallint NOT NULL,
  eid text COLLATE "C" NOT NULL,
  slot smallint NOT NULL,
  number bigint NOT NULL,
  lines text COLLATE "C" NOT NULL,
  PRIMARY KEY (bucket, eid, slot)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

-- Size and frontier (roots of the perfect subtrees) of each tenant's log.
CREATE TABLE log_head (
  tenant text COLLATE "C" PRIMARY KEY,
  size bigint NOT NULL,
  frontier bytea NOT NULL
) WITH (fillfactor = 10);

CREATE TABLE checkpoint (
  tenant text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  at bigint NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (tenant, size)
);

CREATE TABLE stock (
  iccid text COLLATE "C" PRIMARY KEY,
  operator text COLLATE "C" NOT NULL,
  profile_type text COLLATE "C",
  activation_code text NOT NULL,
  confirmation_code text,
  state text COLLATE "C" NOT NULL,
  eid text COLLATE "C",
  batch_id text COLLATE "C"
);
CREATE INDEX stock_available ON stock (operator, iccid) WHERE state = 'available';
CREATE INDEX stock_reserved ON stock (eid, batch_id) WHERE state = 'reserved';

CREATE TABLE relay_session (
  transaction_id text COLLATE "C" PRIMARY KEY,
  smdp_address text NOT NULL,
  eid text COLLATE "C",
  operation_id text COLLATE "C",
  started_at bigint NOT NULL
);
CREATE INDEX relay_session_age ON relay_session (started_at);

CREATE TABLE record (
  collection text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  value json NOT NULL,
  PRIMARY KEY (collection, key)
);
`,
} as const
