-- One vector tile of cameras: single ones from zoom 13, below it clusters of 32 pixels with their number `n`. Those on buildings and on sensitive places have no name (docs/decisions/0018).
-- $1 zoom, $2 x, $3 y (WebMercatorQuad), $4 day. Returns one bytea. Relies on ix_camera_geom.
WITH bounds AS (
    SELECT
        ST_TileEnvelope($1::integer, $2::integer, $3::integer) AS tile,
        ST_Transform(ST_TileEnvelope($1::integer, $2::integer, $3::integer, margin => 0.03125), 4326) AS box
),
near AS (
    SELECT
        c.camera_row_id,
        c.camera_id,
        CASE WHEN c.place_kind NOT IN ('building', 'sensitive') THEN c.name END AS name,
        c.kind,
        array_to_string(c.purpose, ', ') AS purpose,
        c.status,
        c.optics,
        c.heading_deg,
        ST_Transform(c.geom, 3857) AS geom
    FROM register.camera_now() AS c
    CROSS JOIN bounds AS b
    WHERE c.geom && b.box AND c.status <> 'removed' AND $4::date IS NOT NULL
),
shapes AS (
    SELECT
        n.camera_row_id AS id, n.camera_id, n.name, n.kind, n.purpose, n.status, n.optics, n.heading_deg, NULL::bigint AS n,
        ST_AsMVTGeom(n.geom, b.tile, 4096, 128, TRUE) AS geom
    FROM near AS n
    CROSS JOIN bounds AS b
    WHERE $1 >= 13
    UNION ALL
    SELECT
        min(n.camera_row_id), NULL, NULL, NULL, NULL, NULL, NULL, NULL, count(*),
        ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(avg(ST_X(n.geom)), avg(ST_Y(n.geom))), 3857), b.tile, 4096, 128, TRUE)
    FROM near AS n
    CROSS JOIN bounds AS b
    WHERE $1 < 13
    GROUP BY ST_SnapToGrid(n.geom, 5009377.085697311 / 2 ^ $1), b.tile
)
SELECT ST_AsMVT(shapes, 'cameras', 4096, 'geom', 'id')
FROM shapes
WHERE geom IS NOT NULL;
