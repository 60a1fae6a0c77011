// The statements of the path that every device takes: read cards, commit a batch of changes. Rows
// come in as arrays; every one carries its bucket, so on a distributed database each row finds its
// shard. Their parameters are made in postgres-commit.ts and postgres-cards.ts.

/** $1 buckets, $2 EIDs. One statement, so that a card and its operations are of one moment. */
export const selectCards = `
SELECT c.eid, c.state, c.euicc, c.operation_ids,
  (SELECT json_agg(o.body) FROM operation o
   WHERE o.bucket = c.bucket AND o.operation_id = ANY(c.operation_ids)) AS operations
FROM unnest($1::smallint[], $2::text[]) AS wanted(bucket, eid)
JOIN card c ON c.bucket = wanted.bucket AND c.eid = wanted.eid`

/** $1 buckets, $2 EIDs. */
export const selectVersions = `
SELECT c.eid, c.version
FROM unnest($1::smallint[], $2::text[]) AS wanted(bucket, eid)
JOIN card c ON c.bucket = wanted.bucket AND c.eid = wanted.eid`

/**
 * Writes each card that still has the version its decision was made on, and says which those are.
 * Rows sorted by bucket and EID, so that two processes never wait for each other in a circle.
 */
export const upsertCards = `
INSERT INTO card AS c (bucket, eid, tenant, version, added, state, euicc, operation_ids, due_at,
  in_flight_tx, attention, exchange_count)
SELECT bucket, eid, tenant, version, added, state::json, euicc::json, operation_ids::text[],
  due_at, in_flight_tx, attention, exchange_count
FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[],
  $7::text[], $8::text[], $9::bigint[], $10::text[], $11::boolean[], $12::bigint[])
  AS t(bucket, eid, tenant, version, added, state, euicc, operation_ids, due_at, in_flight_tx,
    attention, exchange_count)
ON CONFLICT (bucket, eid) DO UPDATE SET
  version = excluded.version, added = excluded.added, state = excluded.state,
  euicc = coalesce(excluded.euicc, c.euicc), operation_ids = excluded.operation_ids,
  due_at = excluded.due_at, in_flight_tx = excluded.in_flight_tx,
  attention = excluded.attention,
  exchange_count = c.exchange_count + excluded.exchange_count
WHERE c.version = excluded.version - excluded.added
RETURNING c.eid, c.exchange_count`

/** $1 campaigns, sorted. Held shared until commit: a stop waits for it, and is seen after it. */
export const lockGuards = `
SELECT campaign_id FROM dispatch_guard WHERE campaign_id = ANY($1::text[]) AND open
ORDER BY campaign_id FOR SHARE`

/** $1 ICCIDs, $2 EIDs, $3 batches, sorted. Held shared until commit: nobody else is given them. */
export const lockReservations = `
SELECT s.iccid FROM unnest($1::text[], $2::text[], $3::text[]) AS t(iccid, eid, batch_id)
JOIN stock s ON s.iccid = t.iccid AND s.eid = t.eid AND s.batch_id = t.batch_id
ORDER BY s.iccid FOR SHARE OF s`

/**
 * $1 ICCIDs, $2 EIDs, $3 tenants, sorted: profiles that a card was seen with for the first time.
 * Gives those whose codes were not known as this card's.
 */
export const adoptStock = `
WITH seen AS (
  SELECT t.iccid, t.eid, t.tenant, s.eid AS former
  FROM unnest($1::text[], $2::text[], $3::text[]) AS t(iccid, eid, tenant)
  JOIN stock s ON s.iccid = t.iccid AND s.tenant = t.tenant AND NOT s.seen
  ORDER BY t.iccid FOR UPDATE OF s),
adopted AS (
  UPDATE stock s SET seen = true, held_at = NULL, state = 'reserved', eid = seen.eid,
    batch_id = CASE WHEN s.eid = seen.eid THEN s.batch_id END
  FROM seen WHERE s.iccid = seen.iccid
  RETURNING s.iccid, s.tenant, seen.eid, seen.former)
SELECT iccid, tenant, eid, former FROM adopted WHERE former IS DISTINCT FROM eid`

/** $1 tenants. */
export const ensureHeads = `
INSERT INTO log_head (tenant, size, frontier)
SELECT tenant, 0, '' FROM unnest($1::text[]) AS t(tenant)
ON CONFLICT (tenant) DO NOTHING`

/** $1 tenants, sorted. Held until commit: a log's positions are the order of its commits. */
export const lockHeads = `
SELECT tenant, size, frontier FROM log_head WHERE tenant = ANY($1::text[])
ORDER BY tenant FOR UPDATE`

export const updateHeads = `
UPDATE log_head h SET size = t.size, frontier = t.frontier
FROM unnest($1::text[], $2::bigint[], $3::bytea[]) AS t(tenant, size, frontier)
WHERE h.tenant = t.tenant`

export const insertEvents = `
INSERT INTO event (bucket, eid, card_version, at, tenant, position, lines)
SELECT bucket, eid, card_version, at, tenant, position, lines
FROM unnest($1::smallint[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[],
  $7::text[]) AS t(bucket, eid, card_version, at, tenant, position, lines)`

export const upsertOperations = `
INSERT INTO operation (bucket, operation_id, eid, batch_id, kind, outcome, open, created_at, body)
SELECT bucket, operation_id, eid, batch_id, kind, outcome, open, created_at, body::json
FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
  $7::boolean[], $8::bigint[], $9::text[])
  AS t(bucket, operation_id, eid, batch_id, kind, outcome, open, created_at, body)
ON CONFLICT (bucket, operation_id) DO UPDATE SET
  outcome = excluded.outcome, open = excluded.open, body = excluded.body`

export const upsertDevices = `
INSERT INTO device (bucket, eid, tenant, generation, form, country, operator, model, firmware,
  site, owner, last_outcome, open_operations, search, summary)
SELECT bucket, eid, tenant, generation, form, country, operator, model, firmware,
  site, owner, last_outcome, open_operations, search, summary::json
FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
  $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[],
  $14::text[], $15::text[])
  AS t(bucket, eid, tenant, generation, form, country, operator, model, firmware,
    site, owner, last_outcome, open_operations, search, summary)
ON CONFLICT (bucket, eid) DO UPDATE SET
  generation = excluded.generation, form = excluded.form, country = excluded.country,
  operator = excluded.operator, model = excluded.model, firmware = excluded.firmware,
  site = excluded.site, owner = excluded.owner, last_outcome = excluded.last_outcome,
  open_operations = excluded.open_operations, search = excluded.search,
  summary = excluded.summary`

export const upsertMessages = `
INSERT INTO message (bucket, eid, slot, number, lines)
SELECT bucket, eid, slot, number, lines
FROM unnest($1::smallint[], $2::text[], $3::smallint[], $4::bigint[], $5::text[])
  AS t(bucket, eid, slot, number, lines)
ON CONFLICT (bucket, eid, slot) DO UPDATE SET number = excluded.number, lines = excluded.lines`

export const upsertItems = `
INSERT INTO card_item (bucket, kind, item_id, eid, tenant, class, open, at, due_at, tries, body)
SELECT bucket, kind, item_id, eid, tenant, class, open, at, due_at, 0, body::json
FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
  $7::boolean[], $8::bigint[], $9::bigint[], $10::text[])
  AS t(bucket, kind, item_id, eid, tenant, class, open, at, due_at, body)
ON CONFLICT (bucket, kind, item_id) DO UPDATE SET
  class = excluded.class, open = excluded.open, at = excluded.at, due_at = excluded.due_at,
  body = excluded.body`
