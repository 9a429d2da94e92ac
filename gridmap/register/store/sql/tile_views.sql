-- One vector tile of views, from zoom 14; below it nothing, for a view is then smaller than a few pixels.
-- $1 zoom, $2 x, $3 y (WebMercatorQuad), $4 day. Returns one bytea. Relies on ix_view_geom.
WITH bounds AS (
    SELECT
        ST_TileEnvelope($1::integer, $2::integer, $3::integer) AS tile,
        ST_Transform(ST_TileEnvelope($1::integer, $2::integer, $3::integer, margin => 0.03125), 4326) AS box
),
shapes AS (
    SELECT
        v.view_id AS id,
        c.camera_id,
        v.px_per_m,
        ST_AsMVTGeom(ST_Transform(v.geom, 3857), b.tile, 4096, 128, TRUE) AS geom
    FROM register.view AS v
    CROSS JOIN bounds AS b
    INNER JOIN register.camera AS c ON v.camera_row_id = c.camera_row_id
    WHERE v.geom && b.box AND $1 >= 14 AND $4::date IS NOT NULL
)
SELECT ST_AsMVT(shapes, 'views', 4096, 'geom', 'id')
FROM shapes
WHERE geom IS NOT NULL;
