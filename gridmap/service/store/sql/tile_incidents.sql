-- One vector tile of incidents that are not refused, void or duplicate: single ones from zoom 15, below it one point a grid with its number `n`,
-- and below zoom 11 those points merged within 32 pixels.
-- $1 zoom, $2 x, $3 y (WebMercatorQuad), $4 day. Returns one bytea. Relies on ix_incident_geom and ix_incident_summary_geom.
WITH bounds AS (
    SELECT
        ST_TileEnvelope($1::integer, $2::integer, $3::integer) AS tile,
        ST_Transform(ST_TileEnvelope($1::integer, $2::integer, $3::integer, margin => 0.03125), 4326) AS box
),
sums AS (
    SELECT s.grid_id, s.incidents, s.open_incidents, ST_Transform(s.geom, 3857) AS geom
    FROM service.incident_summary AS s
    CROSS JOIN bounds AS b
    WHERE $1 < 15 AND s.geom && b.box
),
shapes AS (
    SELECT
        i.incident_id AS id, i.category, i.severity, i.state, NULL::bigint AS n, NULL::bigint AS open,
        ST_AsMVTGeom(ST_Transform(i.geom, 3857), b.tile, 4096, 128, TRUE) AS geom
    FROM service.incident AS i
    CROSS JOIN bounds AS b
    WHERE $1 >= 15 AND i.geom && b.box AND i.state NOT IN ('refused', 'void', 'duplicate') AND $4::date IS NOT NULL
    UNION ALL
    SELECT
        min(s.grid_id), NULL, NULL, NULL, sum(s.incidents)::bigint, sum(s.open_incidents)::bigint,
        ST_AsMVTGeom(
            ST_SetSRID(ST_MakePoint(
                sum(ST_X(s.geom) * s.incidents) / sum(s.incidents), sum(ST_Y(s.geom) * s.incidents) / sum(s.incidents)
            ), 3857),
            b.tile, 4096, 128, TRUE
        )
    FROM sums AS s
    CROSS JOIN bounds AS b
    GROUP BY CASE WHEN $1 >= 11 THEN s.geom ELSE ST_SnapToGrid(s.geom, 5009377.085697311 / 2 ^ $1) END, b.tile
)
SELECT ST_AsMVT(shapes, 'incidents', 4096, 'geom', 'id')
FROM shapes
WHERE geom IS NOT NULL;
