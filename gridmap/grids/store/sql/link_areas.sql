-- Parents of today's areas, from their parent codes. No parameters. Relies on uq_area_code_valid_from.
UPDATE grids.area AS a
SET parent_id = p.area_id
FROM grids.area AS c
LEFT JOIN grids.area AS p ON p.code = c.parent AND p.valid_to IS NULL AND p.area_id <> c.area_id
WHERE a.area_id = c.area_id AND a.valid_to IS NULL AND a.parent_id IS DISTINCT FROM p.area_id;
