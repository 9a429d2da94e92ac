-- One vector tile of the newest hotspot run.
-- $1 zoom, $2 x, $3 y (WebMercatorQuad), $4 day. Returns one bytea. Relies on ix_grid_geom and pk_hotspot_grid.
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
        h.incidents AS count,
        h.class,
        h.p,
        ST_AsMVTGeom(ST_Transform(g.geom, 3857), b.tile, 4096, 256, TRUE) AS geom
    FROM grids.grid AS g
    CROSS JOIN bounds AS b
    INNER JOIN service.hotspot_grid AS h ON g.grid_id = h.grid_id
    WHERE g.geom && b.box AND $4::date IS NOT NULL AND h.run_id = (SELECT max(r.run_id) FROM service.hotspot_run AS r)
)
SELECT ST_AsMVT(shapes, 'hotspots', 4096, 'geom', 'id')
FROM shapes
WHERE geom IS NOT NULL;
