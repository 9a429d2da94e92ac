-- All footprints, many a row. No parameters. Returns homes (whether people live there) and parts (polygons of each), shapes (little-endian WKB of MultiPolygons in EPSG:4326, one after the other), all in one order.
SELECT
    array_agg(b.use = 'dwelling' ORDER BY b.building_row_id) AS homes,
    array_agg(ST_NumGeometries(b.geom) ORDER BY b.building_row_id) AS parts,
    string_agg(ST_AsBinary(b.geom, 'NDR'), ''::bytea ORDER BY b.building_row_id) AS shapes
FROM grids.building AS b
GROUP BY b.building_row_id / 50000
ORDER BY b.building_row_id / 50000;
