-- One vector tile of what the newest tiling audit found, without what is for information only: from zoom 14 the shapes themselves,
-- from zoom 13 a point inside each (a sliver is thinner than a pixel), below it clusters of 32 pixels with their number `n`.
-- $1 zoom, $2 x, $3 y (WebMercatorQuad), $4 day. Returns one bytea. Relies on ix_tiling_finding_geom.
WITH bounds AS (
    SELECT
        ST_TileEnvelope($1::integer, $2::integer, $3::integer) AS tile,
        ST_Transform(ST_TileEnvelope($1::integer, $2::integer, $3::integer, margin => 0.0625), 4326) AS box
),
near AS (
    SELECT
        f.finding_id,
        f.check_name,
        f.codes,
        f.geom,
        ST_Transform(ST_PointOnSurface(f.geom), 3857) AS mark
    FROM grids.tiling_finding AS f
    CROSS JOIN bounds AS b
    WHERE f.geom && b.box AND $4::date IS NOT NULL AND f.run_id = (SELECT max(r.run_id) FROM grids.tiling_run AS r)
        AND f.check_name NOT IN ('multipart', 'hole', 'order', 'size')
),
shapes AS (
    SELECT
        n.finding_id AS id, n.check_name AS "check", n.codes, NULL::bigint AS n,
        ST_AsMVTGeom(ST_Transform(n.geom, 3857), b.tile, 4096, 256, TRUE) AS geom
    FROM near AS n
    CROSS JOIN bounds AS b
    WHERE $1 >= 14 AND ST_Dimension(n.geom) > 0
    UNION ALL
    SELECT n.finding_id, n.check_name, n.codes, NULL, ST_AsMVTGeom(n.mark, b.tile, 4096, 128, TRUE)
    FROM near AS n
    CROSS JOIN bounds AS b
    WHERE $1 >= 13
    UNION ALL
    SELECT
        min(n.finding_id), CASE WHEN count(*) = 1 THEN min(n.check_name) END, CASE WHEN count(*) = 1 THEN min(n.codes) END, count(*),
        ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(avg(ST_X(n.mark)), avg(ST_Y(n.mark))), 3857), b.tile, 4096, 128, TRUE)
    FROM near AS n
    CROSS JOIN bounds AS b
    WHERE $1 < 13
    GROUP BY ST_SnapToGrid(n.mark, 5009377.085697311 / 2 ^ $1), b.tile
)
SELECT ST_AsMVT(shapes, 'tiling', 4096, 'geom', 'id')
FROM shapes
WHERE geom IS NOT NULL;
