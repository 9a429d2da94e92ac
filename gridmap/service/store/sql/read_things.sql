-- Assets and junctions by their ids. Returns kind (asset, junction), id, lon, lat (degrees, WGS-84).
SELECT 'asset' AS kind, a.asset_id AS id, ST_X(a.geom) AS lon, ST_Y(a.geom) AS lat FROM service.asset AS a
UNION ALL
SELECT 'junction', j.junction_id, ST_X(j.geom), ST_Y(j.geom) FROM grids.junction AS j;
