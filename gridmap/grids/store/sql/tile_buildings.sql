-- One vector tile of buildings.
-- $1 zoom, $2 x, $3 y (WebMercatorQuad), $4 day. Returns one bytea, empty when nothing is there. Relies on ix_building_geom.
WITH bounds AS (
    SELECT
        ST_TileEnvelope($1::integer, $2::integer, $3::integer) AS tile,
        ST_Transform(ST_TileEnvelope($1::integer, $2::integer, $3::integer, margin => 0.0625), 4326) AS box
),
shapes AS (
    SELECT
        s.building_row_id AS id,
        s.height_m, s.use,
        ST_AsMVTGeom(ST_Transform(s.geom, 3857), b.tile, 4096, 256, TRUE) AS geom
    FROM grids.building AS s
    CROSS JOIN bounds AS b
    WHERE s.geom && b.box
        AND $4::date IS NOT NULL AND ($1 >= 15 OR ST_Area(s.geom::box2d::geometry) > 4e-9 * 4 ^ (15 - $1))
)
SELECT ST_AsMVT(shapes, 'buildings', 4096, 'geom', 'id')
FROM shapes
WHERE geom IS NOT NULL;
