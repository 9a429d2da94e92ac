-- Segments of addresses that name none: the nearest one of the same street within about 300 m. No parameters. Relies on ix_street_name.
UPDATE grids.address AS a
SET segment_id = n.segment_id
FROM (
    SELECT c.address_row_id, s.segment_id
    FROM grids.address AS c
    CROSS JOIN LATERAL (
        SELECT t.segment_id
        FROM grids.street AS t
        WHERE t.name = c.street AND t.geom && ST_Expand(c.geom, 0.003)
        ORDER BY t.geom <-> c.geom, t.segment_id
        LIMIT 1
    ) AS s
    WHERE c.segment_id IS NULL
) AS n
WHERE a.address_row_id = n.address_row_id;
