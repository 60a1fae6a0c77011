// The statement that changes devices' places in campaigns: conditions, rows and both counts in one,
// every row found by its bucket. Its parameters are made in postgres-targets.ts.

/**
 * $1 buckets, $2 campaigns, $3 EIDs, $4 states to come from (joined by commas) or NULL, $5 the
 * operation it must have or NULL, $6 the card's version behind it or NULL, $7 new states,
 * $8 operations, $9 codes, $10 combinations, $11 instants, $12 tries to add. A device once at most.
 */
export const changeTargets = `
WITH old AS MATERIALIZED (
  SELECT t.bucket, t.campaign_id, t.eid, t.wave, t.state AS was, t.combination AS was_combination,
    coalesce(t.code, '') AS was_code, x.version, x.state, x.operation_id, x.code,
    coalesce(x.combination, t.combination) AS combination, x.at, x.tries
  FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[],
    $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::smallint[])
    AS x(bucket, campaign_id, eid, from_states, of_operation, version, state, operation_id, code,
      combination, at, tries)
  JOIN campaign_target t
    ON t.bucket = x.bucket AND t.campaign_id = x.campaign_id AND t.eid = x.eid
  WHERE (x.from_states IS NULL OR t.state = ANY(string_to_array(x.from_states, ',')))
    AND (x.of_operation IS NULL OR t.operation_id = x.of_operation)
    AND (x.version IS NULL OR x.version > t.card_version)
  ORDER BY t.bucket, t.campaign_id, t.eid
  FOR UPDATE OF t),
changed AS (
  UPDATE campaign_target t SET state = o.state, code = o.code, changed_at = o.at,
    operation_id = coalesce(o.operation_id, t.operation_id), combination = o.combination,
    card_version = coalesce(o.version, t.card_version), tries = t.tries + o.tries
  FROM old o
  WHERE t.bucket = o.bucket AND t.campaign_id = o.campaign_id AND t.eid = o.eid
  RETURNING t.eid),
counted AS (
  INSERT INTO campaign_count (campaign_id, wave, state, devices)
  SELECT campaign_id, wave, state, sum(devices) FROM (
    SELECT campaign_id, wave, was AS state, -1 AS devices FROM old
    UNION ALL SELECT campaign_id, wave, state, 1 FROM old) AS moved
  GROUP BY campaign_id, wave, state HAVING sum(devices) <> 0
  ORDER BY campaign_id, wave, state
  ON CONFLICT (campaign_id, wave, state)
  DO UPDATE SET devices = campaign_count.devices + excluded.devices),
combined AS (
  INSERT INTO campaign_combination (campaign_id, combination, wave, state, code, devices)
  SELECT campaign_id, combination, wave, state, code, sum(devices) FROM (
    SELECT campaign_id, was_combination AS combination, wave, was AS state, was_code AS code,
      -1 AS devices FROM old WHERE was_combination IS NOT NULL
    UNION ALL SELECT campaign_id, combination, wave, state, coalesce(code, ''), 1
      FROM old WHERE combination IS NOT NULL) AS moved
  GROUP BY campaign_id, combination, wave, state, code HAVING sum(devices) <> 0
  ORDER BY campaign_id, combination, wave, state, code
  ON CONFLICT (campaign_id, combination, wave, state, code)
  DO UPDATE SET devices = campaign_combination.devices + excluded.devices)
SELECT eid FROM changed`
