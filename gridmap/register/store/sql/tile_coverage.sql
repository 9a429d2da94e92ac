-- One vector tile of the coverage as it is now: grids with the share of their public space that documented views reach.
-- $1 zoom, $2 x, $3 y (WebMercatorQuad), $4 day. Returns one bytea. Relies on ix_grid_geom and pk_coverage_now.
WITH bounds AS (
    SELECT
        ST_TileEnvelope($1::integer, $2::integer, $3::integer) AS tile,
        ST_Transform(ST_TileEnvelope($1::integer, $2::integer, $3::integer, margin => 0.0625), 4326) AS box
),
shapes AS (
    SELECT
        g.grid_id AS id,
        g.code,
        g.name,
        round(a.share::numeric, 4)::float8 AS share,
        a.cameras,
        a.unknown_views,
        ST_AsMVTGeom(ST_Transform(g.geom, 3857), b.tile, 4096, 256, TRUE) AS geom
    FROM grids.grid AS g
    CROSS JOIN bounds AS b
    INNER JOIN register.coverage_now AS a ON g.grid_id = a.grid_id
    WHERE g.geom && b.box AND $4::date IS NOT NULL
)
SELECT ST_AsMVT(shapes, 'coverage', 4096, 'geom', 'id')
FROM shapes
WHERE geom IS NOT NULL;
