-- One vector tile of grids.
-- $1 zoom, $2 x, $3 y (WebMercatorQuad), $4 day. Returns one bytea, empty when nothing is there. Relies on ix_grid_geom.
WITH bounds AS (
    SELECT
        ST_TileEnvelope($1::integer, $2::integer, $3::integer) AS tile,
        ST_Transform(ST_TileEnvelope($1::integer, $2::integer, $3::integer, margin => 0.0625), 4326) AS box
),
shapes AS (
    SELECT
        s.grid_id AS id,
        s.code, s.name, s.kind,
        ST_AsMVTGeom(ST_Transform(s.geom, 3857), b.tile, 4096, 256, TRUE) AS geom
    FROM grids.grid AS s
    CROSS JOIN bounds AS b
    WHERE s.geom && b.box
        AND s.valid_from <= $4::date AND (s.valid_to IS NULL OR s.valid_to > $4::date)
)
SELECT ST_AsMVT(shapes, 'grids', 4096, 'geom', 'id')
FROM shapes
WHERE geom IS NOT NULL;
