-- Each camera's area: today's smallest one that holds it. No parameters. Relies on ix_area_geom.
UPDATE register.camera AS c
SET area_id = f.area_id
FROM (
    SELECT d.camera_row_id, around.area_id
    FROM register.camera AS d
    LEFT JOIN LATERAL (
        SELECT a.area_id
        FROM grids.area AS a
        WHERE a.valid_to IS NULL AND a.geom && d.geom AND ST_Covers(a.geom, d.geom)
        ORDER BY ST_Area(a.geom), a.code COLLATE "C"
        LIMIT 1
    ) AS around ON TRUE
) AS f
WHERE c.camera_row_id = f.camera_row_id AND c.area_id IS DISTINCT FROM f.area_id;
