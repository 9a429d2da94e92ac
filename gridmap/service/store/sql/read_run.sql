-- The rows of one hotspot run. :run. Returns code, name, kind and figures of each grid, geom (WKB, EPSG:4326). Relies on pk_hotspot_grid.
SELECT
    g.code, g.name, g.kind, r.run_id AS run, r.from_at AS "from", r.to_at AS "to", r.category, r.method, h.incidents, h.counted, h.expected, h.z, h.p, h.q, h.class,
    ST_AsBinary(ST_ForcePolygonCCW(g.geom)) AS geom
FROM service.hotspot_grid AS h
INNER JOIN service.hotspot_run AS r ON h.run_id = r.run_id
INNER JOIN grids.grid AS g ON h.grid_id = g.grid_id
WHERE h.run_id = :run
ORDER BY g.code;
