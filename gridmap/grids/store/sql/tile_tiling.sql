-- One vector tile of the newest tiling audit's findings.
-- $1 zoom, $2 x, $3 y (WebMercatorQuad), $4 day. Returns one bytea. Relies on ix_tiling_finding_geom.
WITH bounds AS (
    SELECT
        ST_TileEnvelope($1::integer, $2::integer, $3::integer) AS tile,
        ST_Transform(ST_TileEnvelope($1::integer, $2::integer, $3::integer, margin => 0.0625), 4326) AS box
),
shapes AS (
    SELECT
        f.finding_id AS id,
        f.check_name,
        f.codes,
        ST_AsMVTGeom(ST_Transform(f.geom, 3857), b.tile, 4096, 256, TRUE) AS geom
    FROM grids.tiling_finding AS f
    CROSS JOIN bounds AS b
    WHERE f.geom && b.box AND $4::date IS NOT NULL AND f.run_id = (SELECT max(r.run_id) FROM grids.tiling_run AS r)
        AND f.check_name NOT IN ('multipart', 'hole', 'order', 'size')
)
SELECT ST_AsMVT(shapes, 'tiling', 4096, 'geom', 'id')
FROM shapes
WHERE geom IS NOT NULL;
