-- The areas of one coverage run. :run. Returns code, name, level, run, day, px_per_m, figures, parts and their m² of each area, geom (WKB, EPSG:4326). Relies on pk_audit_area.
SELECT
    o.code, o.name, o.level, r.run_id AS run, r.day, a.px_per_m, a.grids, a.grid_m2, a.public_m2, a.parts, a.seen_m2,
    ST_AsBinary(ST_ForcePolygonCCW(o.geom)) AS geom
FROM register.audit_area AS a
INNER JOIN register.audit_run AS r ON a.run_id = r.run_id
INNER JOIN grids.area AS o ON a.area_id = o.area_id
WHERE a.run_id = :run
ORDER BY o.path, a.px_per_m;
