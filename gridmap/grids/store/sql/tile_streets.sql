-- One vector tile of streets.
-- $1 zoom, $2 x, $3 y (WebMercatorQuad), $4 day. Returns one bytea, empty when nothing is there. Relies on ix_street_geom.
WITH bounds AS (
    SELECT
        ST_TileEnvelope($1::integer, $2::integer, $3::integer) AS tile,
        ST_Transform(ST_TileEnvelope($1::integer, $2::integer, $3::integer, margin => 0.0625), 4326) AS box
),
shapes AS (
    SELECT
        s.street_id AS id,
        s.name, s.class,
        ST_AsMVTGeom(ST_Transform(s.geom, 3857), b.tile, 4096, 256, TRUE) AS geom
    FROM grids.street AS s
    CROSS JOIN bounds AS b
    WHERE s.geom && b.box
        AND $4::date IS NOT NULL AND ($1 >= 14 OR s.length_m >= 2000 / 2 ^ ($1 - 8))
)
SELECT ST_AsMVT(shapes, 'streets', 4096, 'geom', 'id')
FROM shapes
WHERE geom IS NOT NULL;
