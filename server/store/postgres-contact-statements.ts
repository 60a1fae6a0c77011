// The statements about contacts. Rows come in as arrays, each with its bucket, so on a distributed
// database each row finds its shard.

/** $1 buckets, $2 EIDs, $3 instants, $4 networks. Polls that add nothing to the rhythm. */
export const upsertPolls = `
INSERT INTO contact AS c (bucket, eid, last_seen_at, polled_at, plmn)
SELECT bucket, eid, at, at, plmn
FROM unnest($1::smallint[], $2::text[], $3::bigint[], $4::text[]) AS t(bucket, eid, at, plmn)
ON CONFLICT (bucket, eid) DO UPDATE SET
  last_seen_at = greatest(c.last_seen_at, excluded.last_seen_at),
  polled_at = excluded.polled_at, plmn = coalesce(excluded.plmn, c.plmn)
WHERE c.polled_at <= excluded.polled_at`

/** $1 buckets, $2 EIDs. With what the device is, also for cards that never called. */
export const selectContacts = `
SELECT w.eid, c.last_seen_at, c.polled_at, c.plmn, c.rhythm, c.application, c.network, c.late_at,
  d.summary->'device' AS device
FROM unnest($1::smallint[], $2::text[]) AS w(bucket, eid)
LEFT JOIN contact c ON c.bucket = w.bucket AND c.eid = w.eid
LEFT JOIN device d ON d.bucket = w.bucket AND d.eid = w.eid`

/**
 * Whole records. A poll that another process wrote meanwhile is not undone; what is lost then is
 * one gap of the rhythm.
 */
export const upsertContacts = `
INSERT INTO contact AS c (bucket, eid, last_seen_at, polled_at, plmn, rhythm, application,
  network, late_at)
SELECT bucket, eid, last_seen_at, polled_at, plmn, rhythm, application, network, late_at
FROM unnest($1::smallint[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[],
  $7::text[], $8::text[], $9::bigint[])
  AS t(bucket, eid, last_seen_at, polled_at, plmn, rhythm, application, network, late_at)
ON CONFLICT (bucket, eid) DO UPDATE SET
  last_seen_at = greatest(c.last_seen_at, excluded.last_seen_at),
  polled_at = excluded.polled_at, plmn = coalesce(excluded.plmn, c.plmn),
  rhythm = excluded.rhythm, application = excluded.application, network = excluded.network,
  late_at = excluded.late_at
WHERE c.polled_at IS NULL OR c.polled_at <= excluded.polled_at`

/** $1 buckets, $2 now, $3 how many. */
export const selectSilent = `
SELECT eid, last_seen_at, polled_at, plmn, rhythm, application, network, late_at FROM contact
WHERE bucket = ANY($1::smallint[]) AND late_at <= $2 ORDER BY late_at, eid LIMIT $3`

/** $1 buckets, $2 EIDs, $3 the last poll that was decided on, $4 when to look. */
export const updateLooks = `
UPDATE contact c SET late_at = t.late_at
FROM unnest($1::smallint[], $2::text[], $3::bigint[], $4::bigint[])
  AS t(bucket, eid, polled_at, late_at)
WHERE c.bucket = t.bucket AND c.eid = t.eid AND c.polled_at IS NOT DISTINCT FROM t.polled_at`
