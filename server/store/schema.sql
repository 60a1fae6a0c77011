-- What migrations/ makes. Written by sql-rules.test.ts; look at the difference.

CREATE TABLE campaign_combination (
  campaign_id text COLLATE "C" NOT NULL,
  combination text COLLATE "C" NOT NULL,
  wave smallint NOT NULL,
  state text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  devices bigint NOT NULL,
  PRIMARY KEY (campaign_id, combination, wave, state, code)
) WITH (fillfactor=50);

CREATE TABLE campaign_count (
  campaign_id text COLLATE "C" NOT NULL,
  wave smallint NOT NULL,
  state text COLLATE "C" NOT NULL,
  devices bigint NOT NULL,
  PRIMARY KEY (campaign_id, wave, state)
) WITH (fillfactor=50);

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
  card_version bigint NOT NULL DEFAULT 0,
  tries smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (bucket, campaign_id, eid)
) WITH (fillfactor=80, autovacuum_vacuum_scale_factor=0.05);
CREATE INDEX campaign_target_by_state ON campaign_target USING btree (campaign_id, state, wave, bucket, eid) WHERE (state <> 'waiting'::text);

CREATE TABLE card (
  bucket smallint NOT NULL,
  eid text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  added bigint NOT NULL,
  state json NOT NULL,
  euicc json,
  operation_ids text[] NOT NULL,
  due_at bigint,
  in_flight_tx text COLLATE "C",
  attention boolean NOT NULL,
  exchange_count bigint NOT NULL,
  PRIMARY KEY (bucket, eid)
) WITH (fillfactor=75, autovacuum_vacuum_scale_factor=0.05);
CREATE INDEX card_due ON card USING btree (bucket, due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX card_in_flight ON card USING btree (bucket, in_flight_tx) WHERE (in_flight_tx IS NOT NULL);

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
) WITH (fillfactor=75, autovacuum_vacuum_scale_factor=0.05);
CREATE INDEX card_item_due ON card_item USING btree (bucket, kind, due_at) WHERE ((due_at IS NOT NULL) AND open);
CREATE INDEX card_item_in_order ON card_item USING btree (kind, open, at, item_id);

CREATE TABLE checkpoint (
  tenant text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  at bigint NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (tenant, size)
);

CREATE TABLE contact (
  bucket smallint NOT NULL,
  eid text COLLATE "C" NOT NULL,
  last_seen_at bigint NOT NULL,
  plmn text COLLATE "C",
  polled_at bigint,
  rhythm text COLLATE "C",
  application text COLLATE "C",
  network text COLLATE "C",
  late_at bigint,
  PRIMARY KEY (bucket, eid)
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.05);
CREATE INDEX contact_late ON contact USING btree (bucket, late_at) WHERE (late_at IS NOT NULL);

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
) WITH (fillfactor=75, autovacuum_vacuum_scale_factor=0.05);
CREATE INDEX device_by_part ON device USING gin (search gin_trgm_ops);
CREATE INDEX device_in_order ON device USING btree (eid);

CREATE TABLE dispatch_guard (
  campaign_id text COLLATE "C" NOT NULL,
  open boolean NOT NULL,
  PRIMARY KEY (campaign_id)
) WITH (fillfactor=50);

CREATE TABLE document (
  collection text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  value json NOT NULL,
  PRIMARY KEY (collection, key)
) WITH (fillfactor=50);

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
CREATE INDEX event_in_log ON ONLY event USING btree (tenant, "position");

CREATE TABLE log_head (
  tenant text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  frontier bytea NOT NULL,
  PRIMARY KEY (tenant)
) WITH (fillfactor=10);

CREATE TABLE message (
  bucket smallint NOT NULL,
  eid text COLLATE "C" NOT NULL,
  slot smallint NOT NULL,
  number bigint NOT NULL,
  lines text COLLATE "C" NOT NULL,
  PRIMARY KEY (bucket, eid, slot)
) WITH (fillfactor=80, autovacuum_vacuum_scale_factor=0.05);

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
) WITH (fillfactor=75, autovacuum_vacuum_scale_factor=0.05);
CREATE INDEX operation_in_order ON operation USING btree (created_at, operation_id);
CREATE INDEX operation_of_batch ON operation USING btree (batch_id, created_at, operation_id) WHERE (batch_id IS NOT NULL);
CREATE INDEX operation_of_card ON operation USING btree (bucket, eid, created_at);

CREATE TABLE record (
  collection text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  value json NOT NULL,
  PRIMARY KEY (collection, key)
);

CREATE TABLE relay_session (
  transaction_id text COLLATE "C" NOT NULL,
  smdp_address text NOT NULL,
  eid text COLLATE "C",
  operation_id text COLLATE "C",
  started_at bigint NOT NULL,
  PRIMARY KEY (transaction_id)
);
CREATE INDEX relay_session_age ON relay_session USING btree (started_at);

CREATE TABLE schema_migration (
  number integer NOT NULL,
  name text NOT NULL,
  applied_at timestamp with time zone NOT NULL,
  PRIMARY KEY (number)
);

CREATE TABLE stock (
  iccid text COLLATE "C" NOT NULL,
  operator text COLLATE "C" NOT NULL,
  profile_type text COLLATE "C",
  activation_code text NOT NULL,
  confirmation_code text,
  state text COLLATE "C" NOT NULL,
  eid text COLLATE "C",
  batch_id text COLLATE "C",
  pool text COLLATE "C",
  tenant text COLLATE "C" NOT NULL,
  held_at bigint,
  seen boolean NOT NULL DEFAULT false,
  PRIMARY KEY (iccid)
);
CREATE INDEX stock_available ON stock USING btree (tenant, operator, iccid) WHERE ((state = 'available'::text) AND (held_at IS NULL));
CREATE INDEX stock_held ON stock USING btree (tenant, iccid) WHERE (held_at IS NOT NULL);
CREATE INDEX stock_in_pool ON stock USING btree (pool, iccid) WHERE (pool IS NOT NULL);
CREATE INDEX stock_reserved ON stock USING btree (eid, batch_id) WHERE (state = 'reserved'::text);
CREATE INDEX stock_unseen ON stock USING btree (iccid) WHERE ((eid IS NOT NULL) AND (NOT seen));

EXTENSION pg_trgm;
